import { CutOff, JsonFloat, type JsonValue } from '../model/json-value.ts';
import { formatGoFloat } from '../values/go-float.ts';
import { isObject } from './paths.ts';

/** Characters of a label value; the rest is cut off. */
export const MAX_LABEL_LENGTH = 65_536;
/** Stands where something is cut off. */
const ELLIPSIS = '…';

/**
 * Prints a value as Go's `fmt` does by `%v`: floats in exponent form from 1e6 on, integers with all their digits, `map[a:1 b:<nil>]` in
 * the order of the keys, `[1 2]`. `onCut` is called with the reason if something is cut off.
 */
export function printValue(value: JsonValue, onCut: (reason: string) => void): string {
  if (typeof value === 'string') return value.length > MAX_LABEL_LENGTH ? bounded(value, onCut) : value;
  if (typeof value === 'object' && value !== null && !(value instanceof JsonFloat)) {
    const out = new Printer(onCut);
    out.print(value);
    return out.text.length > MAX_LABEL_LENGTH ? bounded(out.text, onCut) : out.text;
  }
  return printScalar(value);
}

function printScalar(value: null | boolean | string | number | bigint | JsonFloat): string {
  if (value === null) return '<nil>';
  if (value instanceof JsonFloat) return formatGoFloat(value.value);
  return typeof value === 'number' && !Number.isInteger(value) ? formatGoFloat(value) : String(value);
}

function bounded(text: string, onCut: (reason: string) => void): string {
  onCut(`longer than ${MAX_LABEL_LENGTH} characters`);
  return text.slice(0, MAX_LABEL_LENGTH) + ELLIPSIS;
}

class Printer {
  text = '';
  private readonly onCut: (reason: string) => void;

  constructor(onCut: (reason: string) => void) {
    this.onCut = onCut;
  }

  print(value: JsonValue): void {
    if (this.text.length > MAX_LABEL_LENGTH) return;
    if (isObject(value)) this.printObject(value);
    else if (value instanceof CutOff) {
      this.onCut(value.reason);
      this.text += ELLIPSIS;
    } else if (typeof value === 'object' && value !== null && !(value instanceof JsonFloat)) this.printList(value);
    else this.text += printScalar(value);
  }

  private printObject(object: ReadonlyMap<string, JsonValue>): void {
    this.text += 'map[';
    let separator = '';
    for (const key of sortedKeys(object)) {
      this.text += `${separator}${key}:`;
      this.print(object.get(key)!);
      separator = ' ';
    }
    this.text += ']';
  }

  private printList(list: readonly JsonValue[]): void {
    this.text += '[';
    for (const [i, item] of list.entries()) {
      if (i > 0) this.text += ' ';
      this.print(item);
    }
    this.text += ']';
  }
}

/** Returns the keys of an object in the order in which Go sorts them. */
export function sortedKeys(object: ReadonlyMap<string, unknown>): readonly string[] {
  return [...object.keys()].sort(compareBytes);
}

/** Compares texts by the bytes of their UTF-8, as Go does. */
export function compareBytes(a: string, b: string): number {
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters behind all others. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
