import { DecodeError } from '../base/errors.ts';
import { parseUtc } from '../base/utc-time.ts';
import { emptyOf, type Field, GO_ZERO_TIME, type Read, type Shape } from '../model/schema.ts';
import { JsonCursor } from './json-cursor.ts';
import { compileSelf } from './json-self.ts';
import { KeyTable } from './key-table.ts';
import type { ReadMessage } from './protobuf.ts';

const BRACE = 0x7b;

type Target = Record<string, unknown>;
type ReadValue = (cursor: JsonCursor) => unknown;

/**
 * Compiles a shape to a reader of JSON objects that returns the same as the protobuf reader of that shape. Members
 * outside the shape are skipped without allocating; `null` counts as absent; the last one of a repeated member counts.
 */
export function compileJsonReader<S extends Shape>(shape: S): ReadMessage<Read<S>> {
  const read = compileObject(shape);
  const cursor = new JsonCursor(Buffer.alloc(0));
  return (bytes, start, end) => {
    cursor.reset(bytes, start, end);
    return read(cursor) as Read<S>;
  };
}

function compileObject(shape: Shape): ReadValue {
  const absent = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.absent]));
  const members = new Map<string, Member>();
  let own: { readonly name: string; readonly field: Field<unknown> } | undefined;
  for (const [name, field] of Object.entries(shape)) {
    if (field.kind !== 'inline') continue;
    for (const [key, each] of Object.entries(field.shape!)) {
      members.set(key, { key, read: compileField(each), inlinedIn: name });
    }
  }
  for (const [key, field] of Object.entries(shape)) {
    if (field.kind === 'self') own = { name: key, field };
    else if (field.kind !== 'inline') members.set(key, { key, read: compileField(field), inlinedIn: undefined });
  }
  if (own) return compileSelf(own.name, own.field.selection!, shape, compileField);
  const table = new KeyTable(members);
  return (cursor) => {
    const target: Target = { ...absent };
    for (let more = cursor.enter(BRACE); more; more = cursor.another(BRACE)) {
      const member = cursor.entry(table);
      if (member === undefined) cursor.skip();
      else if (member.inlinedIn !== undefined) readInlined(cursor, target, member);
      else if (cursor.takeNull()) target[member.key] = absent[member.key];
      else target[member.key] = member.read(cursor);
    }
    return target;
  };
}

/** A member that is read: a field, or one of the embedded message `inlinedIn`. */
interface Member {
  readonly key: string;
  readonly read: ReadValue;
  readonly inlinedIn: string | undefined;
}

function readInlined(cursor: JsonCursor, target: Target, { key, read, inlinedIn }: Member): void {
  if (cursor.takeNull()) return;
  target[inlinedIn!] = { ...(target[inlinedIn!] as Target), [key]: read(cursor) };
}

function compileField(field: Field<unknown>): ReadValue {
  switch (field.kind) {
    case 'string':
      return (cursor) => cursor.string();
    case 'int':
      return (cursor) => cursor.number();
    case 'intText':
      return readIntText;
    case 'bool':
      return (cursor) => cursor.boolean();
    case 'time':
      return readTime;
    case 'optTime':
      return (cursor) => readTime(cursor) ?? GO_ZERO_TIME;
    case 'quantity':
      return readQuantity;
    case 'intOrString':
      return (cursor) => (cursor.peek() === 0x22 ? cursor.string() : cursor.number());
    case 'message':
    case 'inline':
      return compileObject(field.shape!);
    case 'messages':
      return compileArray(field.absent, compileObject(field.shape!), emptyOf(field.shape!));
    case 'strings':
      return compileArray(field.absent, (cursor) => cursor.string(), '');
    case 'stringMap':
      return (cursor) => readMap(cursor, field.absent, (c) => (c.takeNull() ? '' : c.string()));
    case 'quantityMap':
      return (cursor) => readMap(cursor, field.absent, (c) => (c.takeNull() ? '0' : readQuantity(c)));
    case 'count':
      return readCount;
    case 'byteCount':
      return readByteCount;
    case 'keys':
      return readKeys;
    case 'self':
      throw new Error('BUG: the object itself is no member');
  }
}

/** The digits of an integer as they stand there; any other number as `number` reads it. */
function readIntText(cursor: JsonCursor): string {
  cursor.peek();
  const start = cursor.at;
  const value = cursor.number();
  const text = cursor.bytes.toString('latin1', start, cursor.at);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? String(value) : text;
}

/** RFC 3339, with or without a fraction, to whole Unix seconds. */
function readTime(cursor: JsonCursor): number | undefined {
  cursor.peek();
  const start = cursor.at;
  const text = cursor.string();
  if (text === '') return undefined;
  const ms = parseUtc(text);
  if (ms === undefined) throw new DecodeError('DECODE_MALFORMED', 'expected an RFC 3339 time', start);
  const seconds = Math.floor(ms / 1000);
  // Go writes its zero time as year 1 where it does not leave it out.
  return seconds === GO_ZERO_TIME ? undefined : seconds;
}

/** A quantity is a string; a bare number is accepted as the API server does. */
function readQuantity(cursor: JsonCursor): string {
  if (cursor.peek() === 0x22) return cursor.string() || '0';
  const start = cursor.at;
  cursor.number();
  return cursor.bytes.toString('latin1', start, cursor.at);
}

/** An item that is `null` is an empty one, as in Go. */
function compileArray(absent: unknown, readItem: ReadValue, empty: unknown): ReadValue {
  return (cursor) => {
    let items: unknown[] | undefined;
    cursor.items(() => {
      const item = cursor.takeNull() ? empty : readItem(cursor);
      if (items) items.push(item);
      else items = [item];
    });
    return items ?? absent;
  };
}

function readMap(cursor: JsonCursor, absent: unknown, readValue: (cursor: JsonCursor) => string): unknown {
  let map: Map<string, string> | undefined;
  cursor.members((key) => {
    map ??= new Map();
    map.set(key, readValue(cursor));
  });
  return map ?? absent;
}

function readCount(cursor: JsonCursor): number {
  let count = 0;
  cursor.items(() => {
    cursor.skip();
    count++;
  });
  return count;
}

/** Returns the number of bytes that a base64 string encodes; as in Go, line breaks do not count. */
function readByteCount(cursor: JsonCursor): number {
  const digits = cursor.string().replace(/[\r\n=]/g, '').length;
  return Math.floor((digits * 3) / 4);
}

function readKeys(cursor: JsonCursor): readonly string[] {
  const keys: string[] = [];
  cursor.members((key) => {
    cursor.skip();
    keys.push(key);
  });
  return keys;
}
