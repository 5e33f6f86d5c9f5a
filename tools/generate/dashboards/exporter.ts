import { type Dashboard, INSTANCE, type Row } from './dashboard.ts';
import { processRow } from './exporter-process.ts';
import { readingRow } from './exporter-reading.ts';
import { scrapesRow } from './exporter-scrapes.ts';
import { increase, selectorsOf } from './selectors.ts';

const { self, runtime } = selectorsOf('instance');

const overview: Row = {
  title: 'Overview',
  height: 4,
  panels: [
    {
      type: 'stat',
      title: 'Ready',
      description: 'Whether every selected process serves complete data. Standbys do not count.',
      width: 3,
      unit: 'bool_yes_no',
      thresholds: [
        { from: 0, color: 'red' },
        { from: 1, color: 'green' },
      ],
      queries: [
        {
          expr: `min(${self('kube_state_metrics_ready')} and on (cluster, namespace, job, instance) (${self('kube_state_metrics_standby')} == 0))`,
        },
      ],
    },
    {
      type: 'stat',
      title: 'Resources not in sync',
      description: 'Resources that are pending, failing or refused by the API server.',
      width: 3,
      unit: 'short',
      thresholds: [
        { from: 0, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: [{ expr: `sum(${self('kube_state_metrics_resource_state', 'state!="synced"')})` }],
    },
    {
      type: 'stat',
      title: 'Objects',
      description: 'Objects held in memory.',
      width: 3,
      unit: 'short',
      queries: [{ expr: `sum(${self('kube_state_metrics_list_objects')})` }],
    },
    {
      type: 'stat',
      title: 'Series',
      description: 'Series held in memory, including those that a budget leaves out of scrapes.',
      width: 3,
      unit: 'short',
      queries: [{ expr: `sum(${self('kube_state_metrics_series')})` }],
    },
    {
      type: 'stat',
      title: 'Scrape response',
      description: 'Size of the latest scrape response as sent.',
      width: 3,
      unit: 'bytes',
      queries: [
        { expr: `sum by (encoding) (${self('kube_state_metrics_scrape_size_bytes')})`, legend: '{{encoding}}' },
      ],
    },
    {
      type: 'stat',
      title: 'Resident memory',
      description: 'Resident memory of the selected processes, including shared pages of the Node.js binary.',
      width: 3,
      unit: 'bytes',
      queries: [{ expr: `sum(${runtime('process_resident_memory_bytes')})` }],
    },
    {
      type: 'stat',
      title: 'Started',
      description: 'Start of the process that was started last.',
      width: 3,
      unit: 'dateTimeFromNow',
      queries: [{ expr: `max(${runtime('process_start_time_seconds')}) * 1000` }],
    },
    {
      type: 'stat',
      title: 'Processes by version',
      description: 'Number of processes of each version. More than one version is normal during a rollout only.',
      width: 3,
      unit: 'short',
      queries: [{ expr: `count by (version) (${self('kube_state_metrics_build_info')})`, legend: '{{version}}' }],
    },
  ],
};

const configuration: Row = {
  title: 'Configuration and custom resources',
  height: 7,
  panels: [
    {
      type: 'table',
      title: 'Configuration files',
      description: 'Whether the last load of each file succeeded (1) or failed (0), and when one last did.',
      width: 12,
      columns: [
        { field: 'instance', title: 'Instance' },
        { field: 'filename', title: 'File' },
        { field: 0, title: 'Loaded', unit: 'bool_yes_no' },
        { field: 1, title: 'Last success', unit: 'dateTimeFromNow' },
      ],
      queries: [
        {
          expr: `max by (instance, filename) (${self('kube_state_metrics_last_config_reload_successful')})`,
        },
        {
          expr: `max by (instance, filename) (${self('kube_state_metrics_last_config_reload_success_timestamp_seconds')}) * 1000`,
        },
      ],
    },
    {
      type: 'table',
      title: 'Custom resources that the cluster does not serve',
      description: 'Configured kinds without a CustomResourceDefinition.',
      width: 6,
      columns: [
        { field: 'group', title: 'Group' },
        { field: 'version', title: 'Version' },
        { field: 'kind', title: 'Kind' },
      ],
      queries: [{ expr: `max by (group, version, kind) (${self('kube_state_metrics_custom_resource_absent')})` }],
    },
    {
      type: 'timeseries',
      title: 'Unusable values of custom resources',
      description: 'Values of custom resource metrics that could not be used. The log names object and path.',
      width: 6,
      unit: 'short',
      queries: [
        {
          expr: `sum by (resource, metric) (${increase(self('kube_state_metrics_custom_resource_faults_total'))})`,
          legend: '{{resource}}: {{metric}}',
        },
      ],
    },
  ],
};

/** The exporter itself: what it reads, how it answers scrapes, and what it takes. */
export const exporterDashboard: Dashboard = {
  name: 'kube-state-metrics-exporter',
  title: 'kube-state-metrics / Exporter',
  description: 'What kube-state-metrics reads from the API server, how it answers scrapes, and the resources it uses.',
  variables: [INSTANCE],
  rows: [overview, readingRow, scrapesRow, processRow, configuration],
};
