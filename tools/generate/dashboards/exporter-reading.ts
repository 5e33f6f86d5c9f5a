import type { Row } from './dashboard.ts';
import { increase, rate, selectorsOf } from './selectors.ts';

const { self } = selectorsOf('instance');

/** Row on requests to the API server and on the data that it sends. */
export const readingRow: Row = {
  title: 'API server',
  height: 8,
  panels: [
    {
      type: 'timeseries',
      title: 'LIST requests',
      description: 'LIST requests, including WatchList requests. After the initial sync there should be few.',
      width: 8,
      unit: 'reqps',
      queries: [{ expr: `sum by (result) (${rate(self('kube_state_metrics_list_total'))})`, legend: '{{result}}' }],
    },
    {
      type: 'timeseries',
      title: 'WATCH requests',
      description: 'WATCH requests. The API server ends each watch after 5 to 10 minutes, so a low rate is normal.',
      width: 8,
      unit: 'reqps',
      queries: [{ expr: `sum by (result) (${rate(self('kube_state_metrics_watch_total'))})`, legend: '{{result}}' }],
    },
    {
      type: 'timeseries',
      title: 'Relists by reason',
      description: 'Lists after the first one. The page on self-metrics explains the reasons.',
      width: 8,
      unit: 'short',
      queries: [
        {
          expr: `sum by (resource, reason) (${increase(self('kube_state_metrics_relist_total'))})`,
          legend: '{{resource}}: {{reason}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Data received',
      description: 'Data received from the API server for the ten resources with the most.',
      width: 8,
      unit: 'binBps',
      queries: [
        {
          expr: `topk(10, sum by (resource) (${rate(self('kube_state_metrics_received_bytes_total'))}))`,
          legend: '{{resource}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Time since the last data',
      description:
        'Time since the API server last sent anything for a resource, bookmarks included, for the ten longest. It usually stays below two minutes.',
      width: 8,
      unit: 's',
      queries: [
        {
          expr: `topk(10, max by (resource) (time() - ${self('kube_state_metrics_last_activity_timestamp_seconds')}))`,
          legend: '{{resource}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Objects skipped',
      description: 'Objects and events that could not be decoded, and metric families that could not be rendered.',
      width: 8,
      unit: 'short',
      queries: [
        {
          expr: `sum by (resource) (${increase(self('kube_state_metrics_decode_errors_total'))})`,
          legend: 'not decoded: {{resource}}',
        },
        {
          expr: `sum by (resource) (${increase(self('kube_state_metrics_render_errors_total'))})`,
          legend: 'not rendered: {{resource}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Resources by state',
      description: 'Number of resources in each sync state.',
      width: 8,
      unit: 'short',
      stacked: true,
      queries: [{ expr: `sum by (state) (${self('kube_state_metrics_resource_state')})`, legend: '{{state}}' }],
    },
    {
      type: 'table',
      title: 'How resources are read',
      description: 'Mode, form and encoding in which each resource was last read.',
      width: 16,
      columns: [
        { field: 'resource', title: 'Resource' },
        { field: 'mode', title: 'Mode' },
        { field: 'form', title: 'Form' },
        { field: 'encoding', title: 'Encoding' },
        { field: 0, title: 'Watches', unit: 'short' },
      ],
      queries: [{ expr: `sum by (resource, mode, form, encoding) (${self('kube_state_metrics_sync_mode')})` }],
    },
  ],
};
