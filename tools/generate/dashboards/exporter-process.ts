import type { Row } from './dashboard.ts';
import { rate, selectorsOf } from './selectors.ts';

const { self, runtime } = selectorsOf('instance');

/** Row on CPU, memory and the event loop of a process. */
export const processRow: Row = {
  title: 'Process',
  height: 8,
  panels: [
    {
      type: 'timeseries',
      title: 'CPU',
      description: 'CPU time per second: 1 is one core.',
      width: 8,
      unit: 'short',
      queries: [
        {
          expr: `sum by (instance) (${rate(runtime('process_cpu_seconds_total'))})`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Memory',
      description:
        'Resident memory, and the bound near which garbage is collected more often: the memory limit of the container, or GOMEMLIMIT.',
      width: 8,
      unit: 'bytes',
      queries: [
        {
          expr: `sum by (instance) (${runtime('process_resident_memory_bytes')})`,
          legend: '{{instance}}: resident',
        },
        {
          expr: `sum by (instance) (${self('kube_state_metrics_memory_bound_bytes')})`,
          legend: '{{instance}}: bound',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Memory by part',
      description: 'Heap of JavaScript objects, and memory outside of the heap for segments and pending changes.',
      width: 8,
      unit: 'bytes',
      stacked: true,
      queries: [
        { expr: `sum(${runtime('nodejs_heap_size_used_bytes')})`, legend: 'heap' },
        { expr: `sum by (part) (${self('kube_state_metrics_store_memory_bytes')})`, legend: '{{part}}' },
      ],
    },
    {
      type: 'timeseries',
      title: 'Event-loop delay',
      description: 'Longest delay of the event loop, during the initial sync and since. Probes wait this long at most.',
      width: 8,
      unit: 's',
      queries: [
        {
          expr: `max by (instance, phase) (${self('kube_state_metrics_event_loop_delay_max_seconds')})`,
          legend: '{{instance}}: {{phase}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Garbage collection',
      description: 'Share of time spent collecting garbage, by kind of collection.',
      width: 8,
      unit: 'percentunit',
      queries: [
        {
          expr: `max by (kind) (${rate(runtime('nodejs_gc_duration_seconds_sum'))})`,
          legend: '{{kind}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Pending changes',
      description: 'Memory used by changes that no scrape includes yet.',
      width: 8,
      unit: 'bytes',
      queries: [{ expr: `sum by (instance) (${self('kube_state_metrics_pending_bytes')})`, legend: '{{instance}}' }],
    },
  ],
};
