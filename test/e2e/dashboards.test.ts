import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type EventfulFleet, NEVER, startEventfulFleet } from '../support/eventful-fleet.ts';
import type { Replica } from '../support/fleet.ts';
import { eventually, has, root } from '../support/process.ts';
import { type PrometheusServer, type Sample, startPrometheusServer } from '../support/prometheus-server.ts';

/** Every expression of the dashboards and rules, as a real Prometheus evaluates it against a fleet to which everything happens. */

interface PanelModel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
  readonly transformations?: readonly { readonly id: string; readonly options: { include?: { names: string[] } } }[];
}

interface DashboardModel {
  readonly title: string;
  readonly panels: readonly PanelModel[];
  readonly templating: { readonly list: readonly { readonly type: string; readonly definition?: string }[] };
}

const folder = path.join(root, 'deploy/dashboards');
const dashboards = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as DashboardModel);
const panels = dashboards.flatMap(({ title, panels }) => panels.map((panel) => ({ of: title, ...panel })));
const expressions = panels.flatMap((panel) => (panel.targets ?? []).map((target) => ({ panel, ...target })));

const { groups } = parse(readFileSync(path.join(root, 'deploy/rules/alerts.yaml'), 'utf8')) as {
  groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules);

/** What Grafana puts in place of variables, longest names first. */
const VARIABLES: Readonly<Record<string, string>> = {
  $__rate_interval: '30s',
  $namespace: 'monitoring',
  $resource: '.*',
  $instance: '.*',
  $cluster: 'simulated',
  $job: 'kube-state-metrics',
  $top: '20',
};

function substitute(expr: string): string {
  return Object.entries(VARIABLES).reduce((text, [name, value]) => text.replaceAll(name, value), expr);
}

/** Both ports as the ServiceMonitor of `deploy` has them: only series of the telemetry port have a namespace of the exporter. */
function scrapeConfig(replicas: readonly Replica[]): string {
  const hosts = (port: 'metrics' | 'telemetry') => replicas.map((r) => `'${new URL(r[port]).host}'`).join(', ');
  return `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: metrics
    honor_labels: true
    static_configs: [{ targets: [${hosts('metrics')}], labels: { job: kube-state-metrics, cluster: simulated } }]
  - job_name: telemetry
    static_configs:
      - targets: [${hosts('telemetry')}]
        labels: { job: kube-state-metrics, cluster: simulated, namespace: monitoring }
`;
}

/** Labels that a panel shows: those of its legend, or the columns of its table. */
function labelsShown(panel: PanelModel, legend: string | undefined): string[] {
  const columns = panel.transformations?.find(({ id }) => id === 'filterFieldsByName')?.options.include?.names ?? [];
  const labels = [...(legend ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!);
  return [...labels, ...columns.filter((name) => !name.startsWith('Value'))];
}

describe.skipIf(!has('prometheus'))('dashboards and rules (skipped where there is no prometheus)', () => {
  let fleet: EventfulFleet | undefined;
  let prometheus: PrometheusServer | undefined;
  beforeAll(async () => {
    fleet = await startEventfulFleet();
    prometheus = await startPrometheusServer(scrapeConfig(fleet.replicas));
    await eventually(async () => expect(await series('count_over_time(up[1m]) > 2')).toHaveLength(6), 60_000);
  }, 180_000);
  afterAll(async () => {
    await prometheus?.stop();
    await fleet?.stop();
  });

  const series = (expr: string): Promise<readonly Sample[]> => prometheus!.query(expr);

  it('are there', () => {
    expect(dashboards).toHaveLength(3);
    expect(expressions.length).toBeGreaterThan(80);
  });

  it.each(expressions.filter(({ expr }) => !expr.includes(NEVER)).map((e) => [e.panel.of, e.panel.title, e] as const))(
    '%s: %s',
    async (_, __, { panel, expr, legendFormat }) => {
      const found = await series(substitute(expr));
      expect(found, expr).not.toEqual([]);
      expect(found.filter(({ value }) => Number.isNaN(value))).not.toHaveLength(found.length);
      for (const label of labelsShown(panel, legendFormat)) {
        const named = found.filter(({ metric }) => metric[label] !== undefined);
        expect(named, `{{${label}}} of ${expr}`).not.toEqual([]);
      }
      // Two series with one name could not be told apart.
      const names = found.map(({ metric }) =>
        legendFormat?.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''),
      );
      if (panel.type !== 'table') expect(new Set(names).size, `legend of ${expr}`).toBe(names.length);
    },
  );

  it.each(expressions.filter(({ expr }) => expr.includes(NEVER)).map(({ expr }) => expr))(
    'is valid: %s',
    async (expr) => {
      await series(substitute(expr));
    },
  );

  const selectors = [...expressions.map(({ expr }) => substitute(expr)), ...alerts.map(({ expr }) => expr)].flatMap(
    (expr) => expr.match(/\b[a-z]\w+\{[^}]*\}/g) ?? [],
  );

  it.each([...new Set(selectors)].filter((s) => !s.startsWith(NEVER)))('selects series: %s', async (selector) => {
    expect(await prometheus!.series(selector)).not.toEqual([]);
  });

  it.each(alerts.map(({ alert, expr }) => [alert, expr] as const))('%s can be evaluated', async (_, expr) => {
    expect(expr).toMatch(/\{/);
    await series(expr);
  });

  const variables = dashboards.flatMap(({ templating }) =>
    templating.list.flatMap(({ definition }) => definition ?? []),
  );

  it.each([...new Set(variables)])('offers values: %s', async (definition) => {
    const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
    const found = await prometheus!.series(substitute(selector!));
    expect(found.map((labels) => labels[label!]).filter((value) => value === undefined)).toEqual([]);
    expect(found).not.toEqual([]);
  });
});
