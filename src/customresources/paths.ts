import {
  CutOff,
  indexOf,
  type JsonObject,
  type JsonValue,
  mergeSelections,
  NO_PARTS,
  type Selection,
} from '../model/json-value.ts';
import { numberOf } from './numbers.ts';

/** A path through JSON values, compiled. */
export interface ValuePath {
  /** As errors show it: `[status,conditions]`. */
  readonly text: string;
  /** Returns the value at the path; null: it leads to nothing, or to null. */
  readonly get: (value: JsonValue) => JsonValue;
  /** Returns what has to be read for the path, where `rest` is what is used of the value that it leads to. */
  readonly select: (rest: Selection) => Selection;
}

interface Step {
  readonly get: (value: JsonValue) => JsonValue;
  readonly select: (rest: Selection) => Selection;
}

/** Steps of a path; no API nests as deep. */
const MAX_STEPS = 64;

/**
 * Compiles a path as kube-state-metrics does: a key of an object, an index of an array (from its end if negative), or a lookup in an
 * array by `[key=value]`. A key `a=b` is a comparison, if the object has `a` with the text `b`. Returns the problem of a bad one.
 */
export function compilePath(keys: readonly string[]): ValuePath | string {
  if (keys.length > MAX_STEPS) return `more than ${MAX_STEPS} steps`;
  const steps: Step[] = [];
  for (const key of keys) {
    const step = key.length > 1 && key.startsWith('[') && key.endsWith(']') ? compileLookup(key) : compileKey(key);
    if (typeof step === 'string') return step;
    steps.push(step);
  }
  return {
    text: `[${keys.join(',')}]`,
    get: (value) => {
      let at = value;
      for (let i = 0; i < steps.length && at !== null; i++) at = steps[i]!.get(at);
      return at;
    },
    select: (rest) => steps.reduceRight((inner, step) => step.select(inner), rest),
  };
}

/** Compiles a path that has been checked. */
export function checkedPath(keys: readonly string[]): ValuePath {
  const path = compilePath(keys);
  if (typeof path === 'string') throw new Error(`BUG: unchecked path: ${path}`);
  return path;
}

/** Tells a JSON object. */
export function isObject(value: JsonValue): value is JsonObject {
  return value instanceof Map;
}

/** Tells a JSON array. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Nothing, or the place where a value is cut off, for the fault to be reported. */
function cutOr(value: JsonValue): JsonValue {
  return value instanceof CutOff ? value : null;
}

function compileKey(key: string): Step {
  const parts = key.split('=');
  const [compared, wanted] = parts.length === 2 ? parts : [undefined, undefined];
  const index = indexOf(key);
  if (compared === undefined && index === undefined) {
    return {
      get: (value) => (isObject(value) ? (value.get(key) ?? null) : cutOr(value)),
      select: (rest) => ({ ...NO_PARTS, keys: new Map([[key, rest]]) }),
    };
  }
  return {
    get: (value) => {
      if (isObject(value)) {
        if (compared !== undefined && value.get(compared) === wanted) return wanted!;
        return value.get(key) ?? null;
      }
      if (index === undefined || !isList(value)) return cutOr(value);
      return value[index < 0 ? index + value.length : index] ?? null;
    },
    select: (rest) => {
      const keyed = new Map([[key, rest]]);
      if (compared !== undefined) keyed.set(compared, NO_PARTS);
      return { ...NO_PARTS, keys: keyed };
    },
  };
}

function compileLookup(text: string): Step | string {
  const inner = text.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) return `invalid lookup ${text}; expected [key=value]`;
  const [key, wanted] = [inner.slice(0, equals), inner.slice(equals + 1)];
  const matches = compileMatch(wanted);
  return {
    get: (value) => {
      if (!isList(value)) return cutOr(value);
      for (const item of value) {
        if (!isObject(item)) continue;
        const candidate = item.get(key);
        if (candidate !== undefined && matches(candidate)) return item;
      }
      return null;
    },
    select: (rest) => ({
      ...NO_PARTS,
      items: mergeSelections([rest, { ...NO_PARTS, keys: new Map([[key, NO_PARTS]]) }]),
    }),
  };
}

/** Compares by text, then as numbers (times and quantities included), then as booleans. */
function compileMatch(wanted: string): (candidate: JsonValue) => boolean {
  const number = numberOf(wanted, false);
  const boolean = /^(?:1|t|T|TRUE|true|True)$/.test(wanted)
    ? true
    : /^(?:0|f|F|FALSE|false|False)$/.test(wanted)
      ? false
      : undefined;
  return (candidate) =>
    candidate === wanted ||
    (number !== undefined && numberOf(candidate, false) === number) ||
    (boolean !== undefined && candidate === boolean);
}
