import { type Panel, type Place, panelModel } from './panel.ts';

/** A dashboard: rows of panels, and variables that its expressions use. */
export interface Dashboard {
  /** File name without its ending, and the identifier in URLs of Grafana. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
  /** Variables beyond those of all dashboards. */
  readonly variables?: readonly Variable[];
}

/** A titled row; its panels are placed from left to right. */
export interface Row {
  readonly title: string;
  /** Height of all panels of the row in the units of Grafana's grid (30 pixels). */
  readonly height: number;
  readonly panels: readonly Panel[];
}

/** A variable: the values of a label, or one of fixed values. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly of: { readonly series: string; readonly label: string } | { readonly values: readonly string[] };
}

/** Every dashboard can choose cluster, namespace and job; a label that series do not have matches "All". */
const CHOICES: readonly Variable[] = [
  choice('cluster', 'Cluster', ''),
  choice('namespace', 'Namespace', 'cluster=~"$cluster"'),
  choice('job', 'Job', 'cluster=~"$cluster",namespace=~"$namespace"'),
];

/** Instances as a variable, for dashboards that look at processes one by one. */
export const INSTANCE: Variable = choice(
  'instance',
  'Instance',
  'cluster=~"$cluster",namespace=~"$namespace",job=~"$job"',
);

function choice(name: string, label: string, matchers: string): Variable {
  return { name, label, of: { series: `kube_state_metrics_build_info{${matchers}}`, label: name } };
}

/** Columns of Grafana's grid. */
const COLUMNS = 24;

/** Builds the JSON that Grafana imports. */
export function dashboardModel({ name, title, description, rows, variables = [] }: Dashboard): object {
  return {
    uid: name,
    title,
    description,
    tags: ['kube-state-metrics', 'kubernetes'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    links: [
      {
        type: 'dashboards',
        title: 'kube-state-metrics',
        tags: ['kube-state-metrics'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
      },
    ],
    templating: { list: [datasourceModel(), ...[...CHOICES, ...variables].map(variableModel)] },
    panels: placedPanels(rows),
  };
}

function placedPanels(rows: readonly Row[]): object[] {
  const models: object[] = [];
  let y = 0;
  for (const { title, height, panels } of rows) {
    models.push({ id: models.length + 1, type: 'row', title, collapsed: false, gridPos: place(0, y++, COLUMNS, 1) });
    let x = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += height;
      }
      models.push(panelModel(panel, models.length + 1, place(x, y, panel.width, height)));
      x += panel.width;
    }
    y += height;
  }
  return models;
}

function place(x: number, y: number, w: number, h: number): Place {
  return { x, y, w, h };
}

function datasourceModel(): object {
  return { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1 };
}

function variableModel({ name, label, of }: Variable): object {
  if ('values' in of) {
    const options = of.values.map((value, i) => ({ text: value, value, selected: i === 0 }));
    return { name, label, type: 'custom', query: of.values.join(','), options, current: options[0] };
  }
  const query = `label_values(${of.series}, ${of.label})`;
  return {
    name,
    label,
    type: 'query',
    datasource: { type: 'prometheus', uid: `\${datasource}` },
    definition: query,
    query: { query, refId: name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: ['All'], value: ['$__all'] },
  };
}
