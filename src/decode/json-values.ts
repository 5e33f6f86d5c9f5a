import {
  CutOff,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  mergeSelections,
  type Selection,
  WHOLE_VALUE,
} from '../model/json-value.ts';
import type { JsonCursor } from './json-cursor.ts';

/** Reads one value: what a selection keeps of it. */
export type ReadValue = (cursor: JsonCursor) => JsonValue;
/** Returns the reader of the member of an object; undefined: it is not kept. */
export type MemberReader = (key: string) => ReadValue | undefined;

/** Nested arrays and objects beyond this depth, counted from the object, are cut off: far above any API, and no danger to the stack. */
export const MAX_DEPTH = 100;
/** Arrays and objects that are kept whole are cut off beyond this length of text; etcd accepts objects up to 1.5 MiB. */
export const MAX_WHOLE_BYTES = 1024 * 1024;

const TOO_DEEP = new CutOff(`nested more than ${MAX_DEPTH} levels deep`);
const TOO_LARGE = new CutOff(`larger than ${MAX_WHOLE_BYTES} bytes`);
const NO_LIST: readonly JsonValue[] = Object.freeze([]);
const NO_OBJECT: JsonObject = new Map();

/** Compiles a selection to the readers of the members of an object. */
export function compileMembers(selection: Selection, depth = 1): MemberReader {
  if (selection.whole) {
    const read = compileValue(WHOLE_VALUE, depth);
    return () => read;
  }
  const { keys, members } = selection;
  const others = members && compileValue(members, depth);
  const readers = new Map<string, ReadValue>();
  for (const [key, inner] of keys) {
    readers.set(key, compileValue(members ? mergeSelections([inner, members]) : inner, depth));
  }
  return (key) => readers.get(key) ?? others;
}

function compileValue(selection: Selection, depth: number): ReadValue {
  if (selection.whole) return (cursor) => readBounded(cursor, depth);
  const hasMembers = selection.members !== undefined || selection.keys.size > 0;
  const tooDeep = depth > MAX_DEPTH;
  const members = hasMembers && !tooDeep ? compileMembers(selection, depth + 1) : undefined;
  const item = selection.items && !tooDeep ? compileValue(selection.items, depth + 1) : undefined;
  return (cursor) => {
    const first = cursor.peek();
    if (first !== 0x7b && first !== 0x5b) return readScalar(cursor, first);
    if (tooDeep) return cut(cursor, TOO_DEEP);
    if (first === 0x7b) return members ? readMembers(cursor, members) : skipTo(cursor, NO_OBJECT);
    return item ? readItems(cursor, item) : skipTo(cursor, NO_LIST);
  };
}

/** Takes an object; keeps the members that have a reader. */
function readMembers(cursor: JsonCursor, readerOf: MemberReader): JsonObject {
  const members = new Map<string, JsonValue>();
  cursor.members((key) => {
    const read = readerOf(key);
    if (read) members.set(key, read(cursor));
    else cursor.skip();
  });
  return members;
}

function readItems(cursor: JsonCursor, read: ReadValue): readonly JsonValue[] {
  const items: JsonValue[] = [];
  cursor.items(() => {
    items.push(read(cursor));
  });
  return items;
}

function readBounded(cursor: JsonCursor, depth: number): JsonValue {
  const first = cursor.peek();
  if (first !== 0x7b && first !== 0x5b) return readScalar(cursor, first);
  const start = cursor.skip();
  if (cursor.at - start > MAX_WHOLE_BYTES) return TOO_LARGE;
  cursor.at = start;
  return readWhole(cursor, depth);
}

function readWhole(cursor: JsonCursor, depth: number): JsonValue {
  const first = cursor.peek();
  if (first !== 0x7b && first !== 0x5b) return readScalar(cursor, first);
  if (depth > MAX_DEPTH) return cut(cursor, TOO_DEEP);
  const inner: ReadValue = (c) => readWhole(c, depth + 1);
  return first === 0x7b ? readMembers(cursor, () => inner) : readItems(cursor, inner);
}

function readScalar(cursor: JsonCursor, first: number): JsonValue {
  if (first === 0x22) return cursor.string();
  if (first === 0x74 || first === 0x66) return cursor.boolean();
  if (cursor.takeNull()) return null;
  return readNumber(cursor);
}

/** An integer that fits into 64 bits stays one; every other number is the nearest float. */
function readNumber(cursor: JsonCursor): JsonValue {
  const start = cursor.at;
  const value = cursor.number();
  if (!Number.isInteger(value)) return value;
  const text = cursor.bytes.toString('latin1', start, cursor.at);
  if (/[.eE]/.test(text)) return new JsonFloat(value);
  // As in Go, where an integer has no negative zero.
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  const exact = BigInt(text);
  return BigInt.asIntN(64, exact) === exact ? exact : new JsonFloat(value);
}

function skipTo<T>(cursor: JsonCursor, value: T): T {
  cursor.skip();
  return value;
}

function cut(cursor: JsonCursor, value: CutOff): CutOff {
  return skipTo(cursor, value);
}
