import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { selfMetricRows } from '../../../src/telemetry/self-metrics-table.ts';
import { dashboardModel } from './dashboard.ts';
import { dashboards } from './index.ts';
import type { Place } from './panel.ts';

const deploy = fileURLToPath(new URL('../../../deploy/', import.meta.url));

interface Model {
  readonly uid: string;
  readonly panels: readonly { readonly id: number; readonly title: string; readonly gridPos: Place }[];
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(dashboards.map((d) => [d.title, d] as const))('%s', (_, dashboard) => {
  const model = dashboardModel(dashboard) as Model;
  const panels = dashboard.rows.flatMap((row) => row.panels);

  it('has panels with identifiers of their own, none upon another or beyond the 24 columns', () => {
    const { panels: placed } = model;
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
    expect(placed.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
    const upon = placed.flatMap((a, i) => placed.slice(i + 1).filter((b) => overlap(a.gridPos, b.gridPos)));
    expect(upon).toEqual([]);
  });

  it('has an identifier that Grafana takes: at most 40 characters', () => {
    expect(model.uid).toMatch(/^[a-z-]{1,40}$/);
  });

  it('has a title and a sentence for each panel', () => {
    expect(panels.filter(({ title, description }) => !/^[A-Z]/.test(title) || !description.endsWith('.'))).toEqual([]);
    expect(new Set(panels.map(({ title, type }) => `${type} ${title}`)).size).toBe(panels.length);
  });

  it('selects cluster and job in each expression', () => {
    const expressions = panels.flatMap(({ queries }) => queries.map(({ expr }) => expr));
    const selectors = expressions.flatMap((expr) => expr.match(/\{[^}]*\}/g) ?? []);
    expect(selectors.length).toBeGreaterThan(20);
    expect(selectors.filter((s) => !s.startsWith('{cluster=~"$cluster",') || !s.includes('job=~"$job"'))).toEqual([]);
  });

  it('names the lines of a graph', () => {
    const graphs = panels.filter(({ type }) => type === 'timeseries');
    expect(graphs.flatMap(({ queries }) => queries.filter(({ legend }) => !legend))).toEqual([]);
  });
});

it('dashboards and alerts read every self-metric but those that explain nothing', () => {
  const unread = [
    // Needed by the project's own tests or for debugging only.
    'kube_state_metrics_config_hash',
    'kube_state_metrics_custom_resource_state_add_events_total',
    'kube_state_metrics_custom_resource_state_update_events_total',
    'kube_state_metrics_custom_resource_state_delete_events_total',
    'kube_state_metrics_custom_resource_state_cache',
    'kube_state_metrics_dirty_segments',
    'kube_state_metrics_fast_paths_info',
    'kube_state_metrics_packing_threads',
  ];
  const read = `${JSON.stringify(dashboards)}${readFileSync(path.join(deploy, 'rules/alerts.yaml'), 'utf8')}`;
  const rows = Object.values(selfMetricRows);
  expect(rows.map(({ name }) => name).filter((name) => !read.includes(name))).toEqual(unread.toSorted(byTable(rows)));
});

function byTable(rows: readonly { readonly name: string }[]): (a: string, b: string) => number {
  const place = (name: string): number => rows.findIndex((row) => row.name === name);
  return (a, b) => place(a) - place(b);
}

it('the component has a ConfigMap for each dashboard', () => {
  const { configMapGenerator } = parse(readFileSync(path.join(deploy, 'dashboards/kustomization.yaml'), 'utf8')) as {
    configMapGenerator: { files: string[] }[];
  };
  const files = configMapGenerator.flatMap((map) => map.files);
  expect(files.toSorted()).toEqual(dashboards.map(({ name }) => `${name}.json`).toSorted());
  expect(files.filter((file) => !existsSync(path.join(deploy, 'dashboards', file)))).toEqual([]);
});
