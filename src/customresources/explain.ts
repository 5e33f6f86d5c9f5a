import type { JsonValue } from '../model/json-value.ts';
import type { CustomMetric, CustomResourceEntry, LabelPaths, Path } from './config.ts';
import { numberOf } from './numbers.ts';
import { checkedPath, isList, isObject } from './paths.ts';
import { describe } from './values.ts';

/** Keys that a message names at most. */
const KEYS_NAMED = 8;

/** A path that leads to nothing. */
export interface PathNote {
  /** Key of the configuration, and the part of its path that leads to nothing, such as `valueFrom: [spec,size]`. */
  readonly place: string;
  readonly reason: string;
}

/**
 * Explains which paths of a metric lead to nothing in an object, and why. Where a metric goes through a list or the members
 * of an object, a path leads to nothing only if it does so everywhere.
 */
export function explainMetric(
  entry: CustomResourceEntry,
  metric: CustomMetric,
  object: JsonValue,
): readonly PathNote[] {
  const own = eachOf(metric);
  const labels = [...entry.labelsFromPath, ...metric.labelsFromPath];
  const outer = explainLabels(new Map(labels), [object], object);
  const missing = whyNothing(object, own.path);
  if (missing) return [at('path', missing), ...outer];
  const value = checkedPath(own.path).get(object);
  const parts = partsOf(value, metric.each.type);
  const inner =
    own.valueFrom.length > 0 ? [explainParts(parts, own.valueFrom, value)].filter((each) => each !== undefined) : [];
  const unusable = inner.length === 0 ? explainValue(metric.each, value, parts) : [];
  return [
    ...inner.map((each) => at('valueFrom', each)),
    ...unusable,
    ...explainLabels(own.labelsFromPath, parts, value),
    ...outer,
  ];
}

/** Explains why values that are there give no sample, or no state, where nothing else reports it. */
function explainValue(each: CustomMetric['each'], value: JsonValue, parts: readonly JsonValue[]): readonly PathNote[] {
  switch (each.type) {
    case 'gauge': {
      const { path, valueFrom, nilIsZero } = each.gauge;
      if (!isObject(value)) return [];
      const numbers = checkedPath(valueFrom);
      // A member can be meant by its own key.
      const own = valueFrom.length === 1 ? [value.get(valueFrom[0]!) ?? null] : [];
      const found = [...[...value.values()].map(numbers.get), ...own];
      if (found.some((each) => isNumber(each, nilIsZero))) return [];
      return [{ place: `path: [${path.join(',')}]`, reason: 'an object without a member that is a number' }];
    }
    case 'info':
      if (each.info.labelsFromPath.size > 0 || each.info.labelFromKey !== '') return [];
      return [{ place: 'labelsFromPath', reason: 'no labels, so no samples' }];
    case 'stateset': {
      const { list, valueFrom } = each.stateSet;
      const states = checkedPath(valueFrom);
      const unknown = parts.map((part) => states.get(part)).find((s) => typeof s === 'string' && !list.includes(s));
      return unknown === undefined ? [] : [{ place: 'list', reason: `${describe(unknown)} is not among the states` }];
    }
  }
}

function isNumber(value: JsonValue, nilIsZero: boolean): boolean {
  return value !== null && numberOf(value, nilIsZero) !== undefined;
}

interface Own {
  readonly path: Path;
  readonly valueFrom: Path;
  readonly labelsFromPath: LabelPaths;
}

function eachOf({ each }: CustomMetric): Own {
  if (each.type === 'gauge') return each.gauge;
  return each.type === 'info' ? { ...each.info, valueFrom: [] } : each.stateSet;
}

/** The values that samples are made of. */
function partsOf(value: JsonValue, type: CustomMetric['each']['type']): readonly JsonValue[] {
  if (isList(value)) return value;
  return isObject(value) && type !== 'stateset' ? [...value.values(), value] : [value];
}

function explainLabels(labels: LabelPaths, parts: readonly JsonValue[], around: JsonValue): readonly PathNote[] {
  return [...labels].flatMap(([label, path]) => {
    const missing = explainParts(parts, path, around);
    return missing ? [at(`label ${label}`, missing)] : [];
  });
}

function explainParts(parts: readonly JsonValue[], path: Path, around: JsonValue): Missing | undefined {
  const missing = [...parts, around].map((part) => whyNothing(part, path));
  // The one that leads furthest is the one that is meant.
  const meant = missing.reduce((best, each) => (best && each && each.steps > best.steps ? each : best));
  return missing.includes(undefined) ? undefined : meant;
}

interface Missing extends PathNote {
  /** Number of steps that lead to something. */
  readonly steps: number;
}

/** Returns why a path leads to nothing, with the part of it that does; undefined: it leads to something. */
function whyNothing(root: JsonValue, path: Path): Missing | undefined {
  let value = root;
  for (const [i, key] of path.entries()) {
    const next = checkedPath([key]).get(value);
    if (next === null) return { place: `[${path.slice(0, i + 1).join(',')}]`, reason: reasonOf(value, key), steps: i };
    value = next;
  }
  return value === null ? { place: `[${path.join(',')}]`, reason: 'no value', steps: path.length } : undefined;
}

/** A note with the key of the configuration that the path stands at. */
function at(key: string, { place, reason }: PathNote): PathNote {
  return { place: `${key}: ${place}`, reason };
}

function reasonOf(at: JsonValue, key: string): string {
  if (isObject(at)) return at.has(key) ? `"${key}" is null` : `no "${key}" among ${namesOf([...at.keys()])}`;
  if (!isList(at)) return `${describe(at)} has no members`;
  if (key.startsWith('[')) return `none of ${at.length} items matches`;
  if (/^[+-]?\d+$/.test(key)) return `a list of ${at.length} items has no item ${key}`;
  return 'a list has no members; expected an index or a lookup such as [type=Ready]';
}

function namesOf(keys: readonly string[]): string {
  if (keys.length === 0) return 'no members';
  const shown = keys.slice(0, KEYS_NAMED).map((key) => `"${key}"`);
  return shown.join(', ') + (keys.length > KEYS_NAMED ? ` and ${keys.length - KEYS_NAMED} more` : '');
}
