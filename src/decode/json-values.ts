import {
  CutOff,
  indexOf,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  mergeSelections,
  type Selection,
} from '../model/json-value.ts';
import type { JsonCursor } from './json-cursor.ts';

/** Reads one value: what a selection keeps of it. `depth` counts the objects and arrays around it. */
export type ReadAt = (cursor: JsonCursor, depth: number) => JsonValue;
/** Returns the reader of the member of an object; undefined: it is not kept. */
export type MemberReader = (key: string) => ReadAt | undefined;

/** Nested arrays and objects beyond this depth, counted from the object, are cut off: far above any API, and no danger to the stack. */
export const MAX_DEPTH = 100;
/** Arrays and objects that are kept whole are cut off beyond this length of text; etcd accepts objects up to 1.5 MiB. */
export const MAX_WHOLE_BYTES = 1024 * 1024;

const TOO_DEEP = new CutOff(`nested more than ${MAX_DEPTH} levels deep`);
const TOO_LARGE = new CutOff(`larger than ${MAX_WHOLE_BYTES} bytes`);
const NO_LIST: readonly JsonValue[] = Object.freeze([]);
const NO_OBJECT: JsonObject = new Map();

/** Compiles a selection to the readers of the members of an object. */
export function compileMembers(selection: Selection): MemberReader {
  return new SelectionCompiler().members(selection);
}

/** Compiles each selection once: one may be part of another in several ways. */
class SelectionCompiler {
  private readonly known = new Map<Selection, ReadAt>();

  members({ whole, keys, members }: Selection): MemberReader {
    if (whole) return () => readBounded;
    const others = members && this.value(members);
    const readers = new Map<string, ReadAt>();
    for (const [key, inner] of keys) {
      readers.set(key, this.value(members ? mergeSelections([inner, members]) : inner));
    }
    return (key) => readers.get(key) ?? others;
  }

  private value(selection: Selection): ReadAt {
    if (selection.whole) return readBounded;
    const known = this.known.get(selection);
    if (known) return known;
    const { keys, members, items } = selection;
    const readerOf = members !== undefined || keys.size > 0 ? this.members(selection) : undefined;
    const indexed = [...keys].filter(([key]) => indexOf(key) !== undefined).map(([, inner]) => inner);
    const parts = items ? [items, ...indexed] : indexed;
    const read = readParts(readerOf, parts.length > 0 ? this.value(mergeSelections(parts)) : undefined);
    this.known.set(selection, read);
    return read;
  }
}

function readParts(readerOf: MemberReader | undefined, item: ReadAt | undefined): ReadAt {
  return (cursor, depth) => {
    const first = cursor.peek();
    if (first !== 0x7b && first !== 0x5b) return readScalar(cursor, first);
    if (depth > MAX_DEPTH) return skipTo(cursor, TOO_DEEP);
    if (first === 0x7b) return readerOf ? readMembers(cursor, readerOf, depth + 1) : skipTo(cursor, NO_OBJECT);
    return item ? readItems(cursor, item, depth + 1) : skipTo(cursor, NO_LIST);
  };
}

/** Takes an object; keeps the members that have a reader. */
function readMembers(cursor: JsonCursor, readerOf: MemberReader, depth: number): JsonObject {
  const members = new Map<string, JsonValue>();
  cursor.members((key) => {
    const read = readerOf(key);
    if (read) members.set(key, read(cursor, depth));
    else cursor.skip();
  });
  return members;
}

function readItems(cursor: JsonCursor, read: ReadAt, depth: number): readonly JsonValue[] {
  const items: JsonValue[] = [];
  cursor.items(() => {
    items.push(read(cursor, depth));
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
  if (depth > MAX_DEPTH) return skipTo(cursor, TOO_DEEP);
  return first === 0x7b ? readMembers(cursor, everyMember, depth + 1) : readItems(cursor, readWhole, depth + 1);
}

const everyMember: MemberReader = () => readWhole;

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
