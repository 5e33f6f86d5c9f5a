import type { Dashboard, Row } from './dashboard.ts';
import { PROCESS, rate, selectorsOf } from './selectors.ts';

const { self, runtime } = selectorsOf('fleet');

/** The shard of each process, with the value 1: multiplying by it gives a series of a process the label `shard_ordinal`. */
const SHARD = `on (${PROCESS}) group_left (shard_ordinal) (0 * ${self('kube_state_metrics_shard_ordinal')} + 1)`;

const overview: Row = {
  title: 'Overview',
  height: 4,
  panels: [
    {
      type: 'stat',
      title: 'Shards',
      description: 'Number of shards that the processes are configured for.',
      width: 4,
      unit: 'short',
      queries: [{ expr: `max(${self('kube_state_metrics_total_shards')})` }],
    },
    {
      type: 'stat',
      title: 'Shards without a process',
      description: 'Shards that no process serves. Their objects have no metrics.',
      width: 4,
      unit: 'short',
      thresholds: [
        { from: 0, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: [
        {
          expr: `max(${self('kube_state_metrics_total_shards')}) - (count(count by (shard_ordinal) (${self('kube_state_metrics_shard_ordinal')})) or vector(0))`,
        },
      ],
    },
    {
      type: 'stat',
      title: 'Shards served twice',
      description:
        'Shards that several processes serve, so that their series are duplicated. Normal while a shard is handed over.',
      width: 4,
      unit: 'short',
      thresholds: [
        { from: 0, color: 'green' },
        { from: 1, color: 'yellow' },
      ],
      queries: [{ expr: `sum(count by (shard_ordinal) (${self('kube_state_metrics_shard_ordinal')}) > bool 1)` }],
    },
    {
      type: 'stat',
      title: 'Standbys',
      description: 'Processes that wait to take over a shard.',
      width: 4,
      unit: 'short',
      queries: [{ expr: `sum(${self('kube_state_metrics_standby')})` }],
    },
    {
      type: 'stat',
      title: 'Expired Leases',
      description: 'Processes that serve a shard although they could not renew its Lease.',
      width: 4,
      unit: 'short',
      thresholds: [
        { from: 0, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: [{ expr: `sum(${self('kube_state_metrics_shard_lease_expired')})` }],
    },
    {
      type: 'stat',
      title: 'Processes by algorithm',
      description: 'Number of processes of each sharding algorithm. A fleet must have one algorithm.',
      width: 4,
      unit: 'short',
      queries: [
        { expr: `count by (algorithm) (${self('kube_state_metrics_sharding_info')})`, legend: '{{algorithm}}' },
      ],
    },
  ],
};

const members: Row = {
  title: 'Processes',
  height: 8,
  panels: [
    {
      type: 'table',
      title: 'Processes',
      description: 'Shard, objects, series and memory of each process. A standby has no shard.',
      width: 14,
      columns: [
        { field: 'instance', title: 'Instance' },
        { field: 'shard_ordinal', title: 'Shard' },
        { field: 0, title: 'Ready', unit: 'bool_yes_no' },
        { field: 1, title: 'Series', unit: 'short' },
        { field: 2, title: 'Memory', unit: 'bytes' },
      ],
      sortBy: 'Series',
      queries: [
        { expr: withShard(`max by (${PROCESS}) (${self('kube_state_metrics_ready')})`) },
        { expr: withShard(`sum by (${PROCESS}) (${self('kube_state_metrics_series')})`) },
        { expr: withShard(`max by (${PROCESS}) (${runtime('process_resident_memory_bytes')})`) },
      ],
    },
    {
      type: 'timeseries',
      title: 'Processes by shard',
      description: 'How many processes serve each shard.',
      width: 10,
      unit: 'short',
      queries: [
        {
          expr: `count by (shard_ordinal) (${self('kube_state_metrics_shard_ordinal')})`,
          legend: 'shard {{shard_ordinal}}',
        },
      ],
    },
    {
      type: 'table',
      title: 'Leases of other applications',
      description: 'Leases with a name of this fleet that belong to another application.',
      width: 14,
      columns: [
        { field: 'instance', title: 'Instance' },
        { field: 'lease', title: 'Lease' },
      ],
      queries: [{ expr: `max by (instance, lease) (${self('kube_state_metrics_foreign_lease')})` }],
    },
    {
      type: 'timeseries',
      title: 'Ready',
      description:
        'Whether each process serves complete data (1) or not (0). A standby shows 0 here, even if it is ready to take over.',
      width: 10,
      unit: 'short',
      queries: [{ expr: `max by (instance) (${self('kube_state_metrics_ready')})`, legend: '{{instance}}' }],
    },
  ],
};

/** Adds the label of the shard where the process has one; a standby keeps its value without it. */
function withShard(expr: string): string {
  return `${expr} * ${SHARD} or on (${PROCESS}) ${expr}`;
}

const balance: Row = {
  title: 'Balance',
  height: 8,
  panels: [
    {
      type: 'timeseries',
      title: 'Objects by shard',
      description: 'Objects that each shard holds.',
      width: 8,
      unit: 'short',
      queries: [perShard('sum', self('kube_state_metrics_list_objects'))],
    },
    {
      type: 'timeseries',
      title: 'Series by shard',
      description: 'Series that each shard holds.',
      width: 8,
      unit: 'short',
      queries: [perShard('sum', self('kube_state_metrics_series'))],
    },
    {
      type: 'timeseries',
      title: 'Imbalance',
      description: 'Series of the largest shard divided by the mean of all shards: 1 is perfect balance.',
      width: 8,
      unit: 'short',
      queries: [
        {
          expr: `max(${seriesByShard()}) / avg(${seriesByShard()})`,
          legend: 'largest / mean',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Memory by shard',
      description: 'Resident memory of the processes of each shard.',
      width: 8,
      unit: 'bytes',
      queries: [perShard('max', runtime('process_resident_memory_bytes'))],
    },
    {
      type: 'timeseries',
      title: 'CPU by shard',
      description: 'CPU time per second of the processes of each shard: 1 is one core.',
      width: 8,
      unit: 'short',
      queries: [perShard('max', rate(runtime('process_cpu_seconds_total')))],
    },
    {
      type: 'timeseries',
      title: 'Scrape response by shard',
      description: 'Size of the latest scrape response of each shard as sent.',
      width: 8,
      unit: 'bytes',
      queries: [perShard('max', self('kube_state_metrics_scrape_size_bytes'))],
    },
  ],
};

function seriesByShard(): string {
  return perShard('sum', self('kube_state_metrics_series')).expr;
}

function perShard(aggregation: 'sum' | 'max', expr: string): { readonly expr: string; readonly legend: string } {
  return { expr: `${aggregation} by (shard_ordinal) (${expr} * ${SHARD})`, legend: 'shard {{shard_ordinal}}' };
}

const waste: Row = {
  title: 'Objects of other shards',
  height: 8,
  panels: [
    {
      type: 'timeseries',
      title: 'Objects skipped',
      description: 'Objects and events of other shards that the API server sent, for the ten resources with the most.',
      width: 12,
      unit: 'cps',
      queries: [
        {
          expr: `topk(10, sum by (resource) (${rate(self('kube_state_metrics_foreign_objects_total'))}))`,
          legend: '{{resource}}',
        },
      ],
    },
    {
      type: 'table',
      title: 'Filtered by the API server',
      description:
        'Whether the API server sends only the objects of the shard. Only the algorithm range asks for that.',
      width: 12,
      columns: [
        { field: 'resource', title: 'Resource' },
        { field: 0, title: 'Filtered', unit: 'bool_yes_no' },
      ],
      queries: [{ expr: `min by (resource) (${self('kube_state_metrics_server_side_sharding')})` }],
    },
  ],
};

/** A fleet of shards: whether it is complete, and how evenly its processes share the objects. */
export const fleetDashboard: Dashboard = {
  name: 'kube-state-metrics-fleet',
  title: 'kube-state-metrics / Shards',
  description: 'Whether all shards of kube-state-metrics are served, and how evenly they share the objects.',
  rows: [overview, members, balance, waste],
};
