import { CutOff, JsonFloat, type JsonValue } from '../model/json-value.ts';
import { isList, isObject } from './paths.ts';

/** Characters of a value that an error shows. */
const SHOWN = 40;

/** Describes a value for an error. */
export function describe(value: JsonValue): string {
  if (value === null) return 'no value';
  if (value instanceof CutOff) return `a value that is ${value.reason}`;
  if (value instanceof JsonFloat) return String(value.value);
  if (isObject(value)) return 'an object';
  if (isList(value)) return 'a list';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN)) : String(value);
}
