import { type SelfMetricRow, selfMetricRows } from '../../../src/telemetry/self-metrics-table.ts';

/** Selectors of the series that dashboards read, by the variables of a dashboard. */

const FLEET = 'cluster=~"$cluster",namespace=~"$namespace",job=~"$job"';
const rows: readonly SelfMetricRow[] = Object.values(selfMetricRows);

/** Labels by which series of one process are joined; those that a scrape configuration does not set are empty. */
export const PROCESS = 'cluster, namespace, job, instance';

/** Whether a dashboard looks at all processes of a fleet, or at those that its variable `instance` selects. */
export type Scope = 'fleet' | 'instance';

/** Returns functions that write selectors of a scope. */
export function selectorsOf(scope: Scope) {
  const chosen = scope === 'fleet' ? FLEET : `${FLEET},instance=~"$instance"`;
  const write = (name: string, matchers: string): string => `${name}{${chosen}${matchers && `,${matchers}`}}`;
  return {
    /** Selects a self-metric. Throws if no self-metric has this name, or if it lacks the label of a matcher. */
    self: (name: string, matchers = ''): string => {
      checkSelfMetric(name, matchers);
      return write(name, matchers);
    },
    /** Selects a metric of the runtime. */
    runtime: (name: string, matchers = ''): string => write(name, matchers),
  };
}

function checkSelfMetric(name: string, matchers: string): void {
  const row = rows.find((r) => r.name === name || (r.type === 'histogram' && `${r.name}_bucket` === name));
  if (!row) throw new Error(`BUG: no self-metric ${name}`);
  const unknown = [...matchers.matchAll(/(\w+)(?==|!)/g)].map((m) => m[1]!).filter((l) => !row.labels.includes(l));
  if (unknown.length > 0) throw new Error(`BUG: ${name} has no label ${unknown.join(', ')}`);
}

/**
 * Selects a metric that Prometheus itself makes for each target, of both ports: those of the metrics port have no label for the
 * namespace of the exporter, which would be taken for that of objects.
 */
export function targetSelector(name: string): string {
  return `${name}{cluster=~"$cluster",job=~"$job"}`;
}

/** Returns the rate per second of a counter over the interval that Grafana suggests. */
export function rate(selector: string): string {
  return `rate(${selector}[$__rate_interval])`;
}

/** Returns the increase of a counter over the interval that Grafana suggests. */
export function increase(selector: string): string {
  return `increase(${selector}[$__rate_interval])`;
}
