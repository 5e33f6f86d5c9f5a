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
import { KeyTable } from './key-table.ts';

/** Reads one value: what a selection keeps of it. `depth` counts the objects and arrays around it. */
export type ReadAt = (cursor: JsonCursor, depth: number) => JsonValue;
/** Readers of the members of an object that are kept: some by key, and one for all others; undefined: those are not kept. */
export interface MemberReaders {
  readonly byKey: ReadonlyMap<string, ReadAt>;
  readonly others: ReadAt | undefined;
}

/** Nested arrays and objects beyond this depth, counted from the object, are cut off: far above any API, and no danger to the stack. */
export const MAX_DEPTH = 100;
/** Arrays and objects that are kept whole are cut off beyond this length of text; etcd accepts objects up to 1.5 MiB. */
export const MAX_WHOLE_BYTES = 1024 * 1024;

const BRACE = 0x7b;
const BRACKET = 0x5b;
const TOO_DEEP = new CutOff(`nested more than ${MAX_DEPTH} levels deep`);
const TOO_LARGE = new CutOff(`larger than ${MAX_WHOLE_BYTES} bytes`);
const NO_LIST: readonly JsonValue[] = Object.freeze([]);
const NO_OBJECT: JsonObject = new Map();

/** Compiles a selection to the readers of the members of an object. */
export function compileMembers(selection: Selection): MemberReaders {
  return new SelectionCompiler().members(selection);
}

/** Compiles each selection once: one may be part of another in several ways. */
class SelectionCompiler {
  private readonly known = new Map<Selection, ReadAt>();

  members({ whole, keys, members }: Selection): MemberReaders {
    if (whole) return { byKey: new Map(), others: readBounded };
    const others = members && this.value(members);
    const readers = new Map<string, ReadAt>();
    for (const [key, inner] of keys) {
      readers.set(key, this.value(members ? mergeSelections([inner, members]) : inner));
    }
    return { byKey: readers, others };
  }

  private value(selection: Selection): ReadAt {
    if (selection.whole) return readBounded;
    const known = this.known.get(selection);
    if (known) return known;
    const { keys, members, items } = selection;
    const readers = members !== undefined || keys.size > 0 ? this.members(selection) : undefined;
    const indexed = [...keys].filter(([key]) => indexOf(key) !== undefined).map(([, inner]) => inner);
    const parts = items ? [items, ...indexed] : indexed;
    const read = readParts(
      readers && compileObject(readers),
      parts.length > 0 ? this.value(mergeSelections(parts)) : undefined,
    );
    this.known.set(selection, read);
    return read;
  }
}

function readParts(object: ReadAt | undefined, item: ReadAt | undefined): ReadAt {
  return (cursor, depth) => {
    const first = cursor.peek();
    if (first !== BRACE && first !== BRACKET) return readScalar(cursor, first);
    if (depth > MAX_DEPTH) return skipTo(cursor, TOO_DEEP);
    if (first === BRACE) return object ? object(cursor, depth + 1) : skipTo(cursor, NO_OBJECT);
    return item ? readItems(cursor, item, depth + 1) : skipTo(cursor, NO_LIST);
  };
}

/** Takes an object; keeps the members that have a reader. */
function compileObject({ byKey, others }: MemberReaders): ReadAt {
  if (others) return (cursor, depth) => readMembers(cursor, byKey, others, depth);
  const table = new KeyTable(new Map([...byKey].map(([key, read]) => [key, { key, read }])));
  return (cursor, depth) => {
    const members = new Map<string, JsonValue>();
    for (let more = cursor.enter(BRACE); more; more = cursor.another(BRACE)) {
      const member = cursor.entry(table);
      if (member) members.set(member.key, member.read(cursor, depth));
      else cursor.skip();
    }
    return members;
  };
}

/** Takes an object of which all members are kept. */
function readMembers(
  cursor: JsonCursor,
  byKey: ReadonlyMap<string, ReadAt>,
  others: ReadAt,
  depth: number,
): JsonObject {
  const members = new Map<string, JsonValue>();
  for (let more = cursor.enter(BRACE); more; more = cursor.another(BRACE)) {
    const key = cursor.key();
    members.set(key, (byKey.get(key) ?? others)(cursor, depth));
  }
  return members;
}

function readItems(cursor: JsonCursor, read: ReadAt, depth: number): readonly JsonValue[] {
  const items: JsonValue[] = [];
  for (let more = cursor.enter(BRACKET); more; more = cursor.another(BRACKET)) items.push(read(cursor, depth));
  return items;
}

function readBounded(cursor: JsonCursor, depth: number): JsonValue {
  const first = cursor.peek();
  if (first !== BRACE && first !== BRACKET) return readScalar(cursor, first);
  const start = cursor.skip();
  if (cursor.at - start > MAX_WHOLE_BYTES) return TOO_LARGE;
  cursor.at = start;
  return readWhole(cursor, depth);
}

function readWhole(cursor: JsonCursor, depth: number): JsonValue {
  const first = cursor.peek();
  if (first !== BRACE && first !== BRACKET) return readScalar(cursor, first);
  if (depth > MAX_DEPTH) return skipTo(cursor, TOO_DEEP);
  return first === BRACE ? readMembers(cursor, NO_KEYS, readWhole, depth + 1) : readItems(cursor, readWhole, depth + 1);
}

const NO_KEYS: ReadonlyMap<string, ReadAt> = new Map();

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
