import type { Dashboard, Row, Variable } from './dashboard.ts';
import { rate, selectorsOf, targetSelector } from './selectors.ts';

const { self } = selectorsOf('fleet');

/** Series, bytes of text and bytes of memory of the families that the variable `resource` selects. */
const SERIES = self('kube_state_metrics_family_series', 'resource=~"$resource"');
const TEXT = self('kube_state_metrics_family_text_bytes', 'resource=~"$resource"');
const STORED = self('kube_state_metrics_family_stored_bytes', 'resource=~"$resource"');

const RESOURCE: Variable = {
  name: 'resource',
  label: 'Resource',
  of: {
    series: 'kube_state_metrics_series{cluster=~"$cluster",namespace=~"$namespace",job=~"$job"}',
    label: 'resource',
  },
};

const TOP: Variable = { name: 'top', label: 'Families', of: { values: ['20', '50', '100'] } };

const totals: Row = {
  title: 'Totals',
  height: 4,
  panels: [
    {
      type: 'stat',
      title: 'Series',
      description: 'Series of the selected resources. Each one is a series in Prometheus, unless it is dropped there.',
      width: 4,
      unit: 'short',
      queries: [{ expr: `sum(${SERIES})` }],
    },
    {
      type: 'stat',
      title: 'Text',
      description: 'Size of the text of the selected resources before compression: the uncompressed response.',
      width: 4,
      unit: 'bytes',
      queries: [{ expr: `sum(${TEXT})` }],
    },
    {
      type: 'stat',
      title: 'Stored',
      description: 'Memory that the text takes as it is stored.',
      width: 4,
      unit: 'bytes',
      queries: [{ expr: `sum(${STORED})` }],
    },
    {
      type: 'stat',
      title: 'Stored / text',
      description: 'Memory for a byte of text. Low values mean that the text compresses well.',
      width: 4,
      unit: 'percentunit',
      queries: [{ expr: `sum(${STORED}) / sum(${TEXT})` }],
    },
    {
      type: 'stat',
      title: 'Samples per scrape',
      description: 'Samples that Prometheus takes from all targets of the job, including those of self-metrics.',
      width: 4,
      unit: 'short',
      queries: [{ expr: `sum(${targetSelector('scrape_samples_scraped')})` }],
    },
    {
      type: 'stat',
      title: 'Families left out',
      description: 'Metric families that a budget leaves out of scrapes.',
      width: 4,
      unit: 'short',
      thresholds: [
        { from: 0, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: [{ expr: `count(${self('kube_state_metrics_budget_exceeded')}) or vector(0)` }],
    },
  ],
};

const resources: Row = {
  title: 'By resource',
  height: 10,
  panels: [
    {
      type: 'table',
      title: 'Cost by resource',
      description: 'Series, text and memory of each resource, and series per object.',
      width: 14,
      columns: [
        { field: 'resource', title: 'Resource' },
        { field: 0, title: 'Series', unit: 'short' },
        { field: 1, title: 'Share of series', unit: 'percentunit' },
        { field: 2, title: 'Text', unit: 'bytes' },
        { field: 3, title: 'Stored', unit: 'bytes' },
        { field: 4, title: 'Series per object', unit: 'short' },
      ],
      sortBy: 'Series',
      queries: [
        { expr: `sum by (resource) (${SERIES})` },
        { expr: `sum by (resource) (${SERIES}) / scalar(sum(${SERIES}))` },
        { expr: `sum by (resource) (${TEXT})` },
        { expr: `sum by (resource) (${STORED})` },
        {
          expr: `sum by (resource) (${SERIES}) / (sum by (resource) (${self('kube_state_metrics_list_objects')}) > 0)`,
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Series by resource',
      description: 'Series of the ten resources with the most.',
      width: 10,
      unit: 'short',
      stacked: true,
      queries: [{ expr: `topk(10, sum by (resource) (${SERIES}))`, legend: '{{resource}}' }],
    },
  ],
};

const families: Row = {
  title: 'By metric family',
  height: 14,
  panels: [
    {
      type: 'table',
      title: 'Most expensive families',
      description:
        'Families with the most series. Those that no dashboard or alert uses can be dropped by --metric-denylist.',
      width: 14,
      columns: [
        { field: 'family', title: 'Family' },
        { field: 'resource', title: 'Resource' },
        { field: 0, title: 'Series', unit: 'short' },
        { field: 1, title: 'Share of series', unit: 'percentunit' },
        { field: 2, title: 'Text', unit: 'bytes' },
        { field: 3, title: 'Stored', unit: 'bytes' },
      ],
      sortBy: 'Series',
      queries: [
        { expr: top(SERIES) },
        { expr: `${top(SERIES)} / scalar(sum(${SERIES}))` },
        { expr: `sum by (resource, family) (${TEXT}) and ${top(SERIES)}` },
        { expr: `sum by (resource, family) (${STORED}) and ${top(SERIES)}` },
      ],
    },
    {
      type: 'timeseries',
      title: 'Growth',
      description: 'Families that have gained the most series within an hour.',
      width: 10,
      unit: 'short',
      queries: [
        {
          expr: `topk(10, sum by (resource, family) (${SERIES}) - sum by (resource, family) (min_over_time(${SERIES}[1h])) >= 0)`,
          legend: '{{family}}',
        },
      ],
    },
  ],
};

function top(selector: string): string {
  return `topk($top, sum by (resource, family) (${selector}))`;
}

const limits: Row = {
  title: 'Limits and network',
  height: 8,
  panels: [
    {
      type: 'table',
      title: 'Families left out by a budget',
      description: 'Budget, resource and family. They return when they fit into nine tenths of the budget.',
      width: 8,
      columns: [
        { field: 'budget', title: 'Budget' },
        { field: 'resource', title: 'Resource' },
        { field: 'family', title: 'Family' },
      ],
      queries: [{ expr: `max by (budget, resource, family) (${self('kube_state_metrics_budget_exceeded')})` }],
    },
    {
      type: 'table',
      title: 'Object limits',
      description: 'Objects held, their limit by --object-limit, and whether objects are left out because of it.',
      width: 8,
      columns: [
        { field: 'resource', title: 'Resource' },
        { field: 0, title: 'Objects', unit: 'short' },
        { field: 1, title: 'Limit', unit: 'short' },
        { field: 2, title: 'Reached', unit: 'bool_yes_no' },
      ],
      sortBy: 'Objects',
      queries: [
        {
          expr: `max by (resource) (${self('kube_state_metrics_list_objects')}) and on (resource) ${self('kube_state_metrics_list_objects_limit')}`,
        },
        { expr: `max by (resource) (${self('kube_state_metrics_list_objects_limit')})` },
        { expr: `max by (resource) (${self('kube_state_metrics_object_limit_reached')})` },
      ],
    },
    {
      type: 'timeseries',
      title: 'Data sent to scrapers',
      description: 'Scrape responses by encoding.',
      width: 8,
      unit: 'binBps',
      queries: [
        {
          expr: `sum by (encoding) (${rate(self('kube_state_metrics_scrape_bytes_total'))})`,
          legend: '{{encoding}}',
        },
      ],
    },
  ],
};

/** Cost of metrics: series and bytes by resource and family. */
export const costDashboard: Dashboard = {
  name: 'kube-state-metrics-cost',
  title: 'kube-state-metrics / Cost of metrics',
  description: 'Which resources and metric families take series, bytes and memory.',
  variables: [RESOURCE, TOP],
  rows: [totals, resources, families, limits],
};
