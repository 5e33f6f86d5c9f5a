/** Panels of a dashboard as this project declares them, and the JSON model that Grafana has for them. */

/** A unit by its identifier in Grafana (https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats). */
export type Unit =
  | 'short'
  | 's'
  | 'bytes'
  | 'binBps'
  | 'reqps'
  | 'ops'
  | 'cps'
  | 'percentunit'
  | 'bool_yes_no'
  | 'dateTimeFromNow';

/** One PromQL expression of a panel. */
export interface Query {
  readonly expr: string;
  /** Legend with labels in double braces; a table has columns in its place. */
  readonly legend?: string;
}

/** A value from which a stat or a cell has a color. */
export interface Threshold {
  readonly from: number;
  readonly color: 'green' | 'yellow' | 'red';
}

interface Common {
  readonly title: string;
  /** One or two sentences, shown as a tooltip of the title. */
  readonly description: string;
  /** Columns of the 24 that a dashboard has. */
  readonly width: number;
  readonly queries: readonly Query[];
}

/** Lines over time. */
export interface Graph extends Common {
  readonly type: 'timeseries';
  readonly unit: Unit;
  readonly stacked?: boolean;
}

/** The latest value as a large number. */
export interface Stat extends Common {
  readonly type: 'stat';
  readonly unit: Unit;
  readonly thresholds?: readonly Threshold[];
}

/** A column of a table: a label, or the value of the query with the given index. */
export interface Column {
  readonly field: string | number;
  readonly title: string;
  readonly unit?: Unit;
}

/** The latest values as rows, joined by their labels. */
export interface Table extends Common {
  readonly type: 'table';
  readonly columns: readonly Column[];
  /** Title of the column to sort by, largest first. */
  readonly sortBy?: string;
}

export type Panel = Graph | Stat | Table;

/** Place of a panel, in the units of Grafana's grid. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Builds the JSON model of a panel. */
export function panelModel(panel: Panel, id: number, gridPos: Place): object {
  return {
    id,
    type: panel.type,
    title: panel.title,
    description: panel.description,
    datasource: DATASOURCE,
    gridPos,
    targets: panel.queries.map((query, i) => target(query, i, panel.type)),
    ...modelOf(panel),
  };
}

/** The data source that the variable of the dashboard selects. */
const DATASOURCE = { type: 'prometheus', uid: `\${datasource}` };

function target({ expr, legend }: Query, index: number, type: Panel['type']): object {
  const once = type === 'table' ? { instant: true, range: false, format: 'table' } : { range: true };
  const legendFormat = legend === undefined ? {} : { legendFormat: legend };
  return { refId: refId(index), datasource: DATASOURCE, editorMode: 'code', expr, ...legendFormat, ...once };
}

function refId(index: number): string {
  return String.fromCharCode(65 + index);
}

function modelOf(panel: Panel): object {
  if (panel.type === 'timeseries') return graphModel(panel);
  return panel.type === 'stat' ? statModel(panel) : tableModel(panel);
}

function graphModel({ unit, stacked = false }: Graph): object {
  const custom = {
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 10,
    showPoints: 'never',
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
  };
  return {
    fieldConfig: { defaults: { unit, min: 0, custom }, overrides: [] },
    options: {
      legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'], showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

function statModel({ unit, thresholds = [] }: Stat): object {
  const steps = thresholds.map(({ from, color }) => ({ value: from, color }));
  const all = steps.length > 0 ? steps : [{ value: null, color: 'blue' }];
  return {
    fieldConfig: { defaults: { unit, thresholds: { mode: 'absolute', steps: all } }, overrides: [] },
    options: {
      colorMode: 'value',
      graphMode: 'area',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  };
}

function tableModel({ columns, sortBy, queries }: Table): object {
  // Grafana numbers the values of several queries only.
  const valueField = (index: number): string => (queries.length > 1 ? `Value #${refId(index)}` : 'Value');
  const named = columns.map(({ field, title, unit }) => ({
    field: typeof field === 'number' ? valueField(field) : field,
    title,
    unit,
  }));
  const overrides = named.flatMap(({ title, unit }) =>
    unit ? [{ matcher: { id: 'byName', options: title }, properties: [{ id: 'unit', value: unit }] }] : [],
  );
  return {
    fieldConfig: { defaults: { custom: { align: 'auto', filterable: true } }, overrides },
    options: { showHeader: true, ...(sortBy ? { sortBy: [{ displayName: sortBy, desc: true }] } : {}) },
    transformations: [
      {
        id: 'filterFieldsByName',
        options: { include: { names: named.map(({ field }) => field) } },
      },
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          indexByName: Object.fromEntries(named.map(({ field }, i) => [field, i])),
          renameByName: Object.fromEntries(named.map(({ field, title }) => [field, title])),
        },
      },
    ],
  };
}
