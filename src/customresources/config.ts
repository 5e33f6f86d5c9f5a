import { labelSelectorFault } from '../values/label-selector.ts';
import type { KindPattern } from './contract.ts';
import { compilePath } from './paths.ts';
import { flag, int32, list, mapping, readStruct, struct, text, type ValueOf } from './yaml-struct.ts';

/** Keys of a path: members of objects, indexes of arrays, and lookups such as `[type=Ready]`. */
export type Path = readonly string[];
/** Label names to paths. */
export type LabelPaths = ReadonlyMap<string, Path>;

/** The samples of a metric: one per element of an array or object at `path`, or one of the value that is there. */
export type Each =
  | { readonly type: 'gauge'; readonly gauge: GaugeEach }
  | { readonly type: 'info'; readonly info: InfoEach }
  | { readonly type: 'stateset'; readonly stateSet: StateSetEach };

interface EachMeta {
  readonly path: Path;
  /** Relative to `path`. */
  readonly labelsFromPath: LabelPaths;
}

/** A gauge: the number at `valueFrom`, relative to `path`. */
export interface GaugeEach extends EachMeta {
  readonly labelFromKey: string;
  readonly valueFrom: Path;
  readonly nilIsZero: boolean;
}

/** Labels alone, with the value 1. */
export interface InfoEach extends EachMeta {
  readonly labelFromKey: string;
}

/** One sample per text of `list`: 1 for the one that is the value, 0 for the others. */
export interface StateSetEach extends EachMeta {
  readonly list: readonly string[];
  readonly labelName: string;
  readonly valueFrom: Path;
}

/** A metric family of a custom resource. */
export interface CustomMetric {
  /** Without the prefix of the resource. */
  readonly name: string;
  readonly help: string;
  readonly commonLabels: ReadonlyMap<string, string>;
  readonly labelsFromPath: LabelPaths;
  /** Verbosity from which faults of single objects are logged. */
  readonly errorLogV: number;
  readonly each: Each;
}

/** An entry of the configuration: a kind, or kinds, and the metrics of their objects. */
export interface CustomResourceEntry {
  readonly pattern: KindPattern;
  /** Plural that the configuration states; the one of the CustomResourceDefinition counts. Empty: none. */
  readonly resourcePlural: string;
  /** Leads the names of the metrics, with an underscore; empty: nothing does. */
  readonly metricNamePrefix: string;
  /** Label selector of the objects to read; empty: all. An extension of the language. */
  readonly selector: string;
  readonly commonLabels: ReadonlyMap<string, string>;
  readonly labelsFromPath: LabelPaths;
  /** Those that can be compiled. */
  readonly metrics: readonly CustomMetric[];
  /** Place in the configuration, such as `spec.resources[0]`. */
  readonly place: string;
}

const DEFAULT_PREFIX = 'kube_customresource';

const path = list(text);
const labels = { commonLabels: mapping(text, ''), labelsFromPath: mapping(path, []) };
const meta = { path, labelsFromPath: labels.labelsFromPath };
const metricShape = struct({
  ...labels,
  name: text,
  help: text,
  errorLogV: int32,
  each: struct({
    type: text,
    gauge: struct({ ...meta, labelFromKey: text, valueFrom: path, nilIsZero: flag }),
    info: struct({ ...meta, labelFromKey: text }),
    stateSet: struct({ ...meta, list: list(text), labelName: text, valueFrom: path }),
  }),
});
const resourceShape = struct({
  ...labels,
  groupVersionKind: struct({ group: text, version: text, kind: text }),
  metricNamePrefix: text,
  resourcePlural: text,
  selector: text,
  errorLogV: int32,
  metrics: list(metricShape),
});
/** Keys of a configuration and the types of their values, shared by the reader and the schema. */
export const configShape = struct({
  spec: struct({ resources: list(resourceShape) }),
});

type RawResource = ValueOf<typeof resourceShape>;
type RawMetric = ValueOf<typeof metricShape>;

/** A configuration: its entries, or why it is refused as a whole; and what of it is left out. */
export interface CustomResourceConfig {
  readonly entries: readonly CustomResourceEntry[];
  /** One line each, `WHERE:LINE: KEY: problem`; with any, there are no entries. */
  readonly problems: readonly string[];
  /** One line each, `WHERE: KEY: problem; consequence`: a metric or an entry that is left out. */
  readonly warnings: readonly string[];
}

/**
 * Parses a configuration of custom resource state, in the language of kube-state-metrics plus the key `selector`
 * (docs/custom-resource-language.md). `where` names the file or flag.
 */
export function parseCustomResources(text: string, where: string): CustomResourceConfig {
  const { value, problems } = readStruct(text, where, configShape);
  if (problems.length > 0) return { entries: [], problems, warnings: [] };
  const warnings: string[] = [];
  const entries: CustomResourceEntry[] = [];
  for (const [i, raw] of (value?.spec?.resources ?? []).entries()) {
    const place = `spec.resources[${i}]`;
    const warn = (at: string, problem: string): void => {
      warnings.push(`${where}: ${at}: ${problem}`);
    };
    const entry = entryOf(raw, place, warn);
    if (entry) entries.push(entry);
  }
  return { entries, problems, warnings };
}

type Warn = (place: string, problem: string) => void;

function entryOf(raw: RawResource, place: string, warn: Warn): CustomResourceEntry | undefined {
  const { group = '', version = '', kind = '' } = raw.groupVersionKind ?? {};
  if (group === '' || group === '*') {
    warn(`${place}.groupVersionKind.group`, 'a group is required; the entry is ignored');
    return undefined;
  }
  const selector = raw.selector ?? '';
  const fault = selector === '' ? undefined : labelSelectorFault(selector);
  const brokenLabels = pathProblem(raw.labelsFromPath);
  if (fault !== undefined || brokenLabels !== undefined) {
    const [at, problem] = fault !== undefined ? ['selector', fault] : ['labelsFromPath', brokenLabels];
    warn(`${place}.${at}`, `${problem}; the entry is ignored`);
    return undefined;
  }
  const metrics = (raw.metrics ?? []).flatMap((each, i) => {
    const at = `${place}.metrics[${i}]`;
    const metric = metricOf(each, raw.errorLogV ?? 0);
    if (typeof metric !== 'string') return [metric];
    warn(`${at}${each.name ? ` (${each.name})` : ''}`, `${metric}; the metric is left out`);
    return [];
  });
  return {
    pattern: { group, version: version === '' ? '*' : version, kind: kind === '' ? '*' : kind },
    resourcePlural: raw.resourcePlural ?? '',
    metricNamePrefix: raw.metricNamePrefix ?? DEFAULT_PREFIX,
    selector,
    commonLabels: raw.commonLabels ?? new Map(),
    labelsFromPath: raw.labelsFromPath ?? new Map(),
    metrics,
    place,
  };
}

/** A metric, or why it cannot be one. */
function metricOf(raw: RawMetric, errorLogV: number): CustomMetric | string {
  const each = eachOf(raw);
  if (typeof each === 'string') return each;
  const broken = pathProblem(raw.labelsFromPath);
  if (broken !== undefined) return `labelsFromPath: ${broken}`;
  return {
    name: raw.name ?? '',
    help: raw.help ?? '',
    commonLabels: raw.commonLabels ?? new Map(),
    labelsFromPath: raw.labelsFromPath ?? new Map(),
    errorLogV: raw.errorLogV || errorLogV,
    each,
  };
}

function eachOf({ each }: RawMetric): Each | string {
  const type = (each?.type ?? '').toLowerCase();
  switch (type) {
    case 'gauge': {
      const gauge = each?.gauge;
      if (!gauge) return 'each.gauge: required by the type Gauge';
      const { labelFromKey = '', valueFrom = [], nilIsZero = false } = gauge;
      const common = metaOf(gauge, valueFrom);
      return typeof common === 'string'
        ? `each.gauge.${common}`
        : { type, gauge: { ...common, labelFromKey, valueFrom, nilIsZero } };
    }
    case 'info': {
      const info = each?.info;
      if (!info) return 'each.info: required by the type Info';
      const common = metaOf(info, []);
      return typeof common === 'string'
        ? `each.info.${common}`
        : { type, info: { ...common, labelFromKey: info.labelFromKey ?? '' } };
    }
    case 'stateset': {
      const stateSet = each?.stateSet;
      if (!stateSet) return 'each.stateSet: required by the type StateSet';
      const { list: states = [], labelName = '', valueFrom = [] } = stateSet;
      const common = metaOf(stateSet, valueFrom);
      if (typeof common === 'string') return `each.stateSet.${common}`;
      if (labelName === '') return 'each.stateSet.labelName: required';
      return { type, stateSet: { ...common, list: states, labelName, valueFrom } };
    }
    default:
      return `each.type: expected Gauge, Info or StateSet, got "${each?.type ?? ''}"`;
  }
}

/** The keys that all types have, or what is wrong with them or `valueFrom`. */
function metaOf(
  raw: { readonly path: Path | undefined; readonly labelsFromPath: LabelPaths | undefined },
  valueFrom: Path,
): EachMeta | string {
  const { path: keys = [], labelsFromPath = new Map() } = raw;
  const inPath = problemOf(keys);
  if (inPath !== undefined) return `path: ${inPath}`;
  const inValue = problemOf(valueFrom);
  if (inValue !== undefined) return `valueFrom: ${inValue}`;
  const inLabels = pathProblem(labelsFromPath);
  return inLabels === undefined ? { path: keys, labelsFromPath } : `labelsFromPath: ${inLabels}`;
}

function pathProblem(paths: LabelPaths | undefined): string | undefined {
  for (const [label, keys] of paths ?? []) {
    const problem = problemOf(keys);
    if (problem !== undefined) return `${label}: ${problem}`;
  }
  return undefined;
}

function problemOf(keys: Path): string | undefined {
  const path = compilePath(keys);
  return typeof path === 'string' ? path : undefined;
}
