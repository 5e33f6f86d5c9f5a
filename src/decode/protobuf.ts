import { DecodeError, errorText } from '../base/errors.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import { type Field, GO_ZERO_TIME, type Kind, type Read, type Shape } from '../model/schema.ts';
import { stringOf } from './string-cache.ts';
import { BYTES, VARINT, WireCursor } from './wire-cursor.ts';

/** Reads one message from `bytes[start, end)`. Nothing of the result points into `bytes`. Throws DecodeError. */
export type ReadMessage<T> = (bytes: Buffer, start: number, end: number) => T;

type Target = Record<string, unknown>;
/** Reads a field; gets what the message had of it so far, and gives what it has now. */
type ReadField = (cursor: WireCursor, before: never) => unknown;
/** Reads up to `end`, which lies within the cursor's bytes. */
type ReadFields = (cursor: WireCursor, end: number) => Target;

interface Entry {
  readonly name: string;
  readonly no: number;
  readonly wireType: number;
  readonly absent: unknown;
  readonly read: ReadField;
}

/**
 * Compiles a shape to a reader of protobuf messages. Fields outside the shape are skipped without allocation. A field
 * with another wire type than declared is malformed. Encoding: k8s.io/apimachinery generated.proto. Throws EvalError where code
 * may not be generated (`generatedReaderFault`).
 */
export function compileProtobufReader<S extends Shape>(shape: S, reader: FastPaths['reader']): ReadMessage<Read<S>> {
  const read = compileFields(shape, reader === 'generated');
  const cursor = new WireCursor(Buffer.alloc(0));
  return (bytes, start, end) => {
    cursor.reset(bytes, start, end);
    return read(cursor, end) as Read<S>;
  };
}

function compileFields(shape: Shape, fast: boolean): ReadFields {
  const entries = Object.entries(shape).map(([name, field]) => {
    const { no, kind, absent } = field;
    return { name, no, absent, wireType: wireTypeOf(kind), read: compileField(field, fast) };
  });
  return fast ? generateReader(entries) : interpretedReader(entries);
}

function interpretedReader(entries: readonly Entry[]): ReadFields {
  const absent: Target = Object.fromEntries(entries.map((e) => [e.name, e.absent]));
  const byNumber: (Entry | undefined)[] = [];
  for (const entry of entries) byNumber[entry.no] = entry;
  return (cursor, end) => {
    const target = { ...absent };
    const outer = cursor.end;
    cursor.end = end;
    while (cursor.at < end) {
      const tag = cursor.varint();
      const entry = byNumber[tag >>> 3];
      if (entry?.wireType === (tag & 7)) target[entry.name] = entry.read(cursor, target[entry.name] as never);
      else passOver(cursor, tag, entry);
    }
    cursor.end = outer;
    return target;
  };
}

/** Fields that are not declared; one that is has another wire type here. */
function passOver(cursor: WireCursor, tag: number, entry: Entry | undefined): void {
  if (!entry) cursor.skip(tag & 7);
  else throw new DecodeError('DECODE_MALFORMED', `field ${entry.name} has wire type ${tag & 7}`, cursor.at);
}

/**
 * Fast path: the same with a local variable for each field and an object literal at the end, as one would write it by hand.
 * The names are declarations', never the API server's. A third less time for a pod (bench/micro/decode.bench.ts).
 */
function generateReader(entries: readonly Entry[]): ReadFields {
  const lines = (of: (entry: Entry, i: number) => string): string => entries.map(of).join('');
  const body = `return (cursor, end) => {
    ${lines((_, i) => `let f${i} = entries[${i}].absent; `)}
    const outer = cursor.end;
    cursor.end = end;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        ${lines(({ no, wireType }, i) => `case ${no * 8 + wireType}: f${i} = r${i}(cursor, f${i}); break; `)}
        default: passOver(cursor, tag, byNumber[tag >>> 3]);
      }
    }
    cursor.end = outer;
    return { ${lines(({ name }, i) => `${keyOf(name)}: f${i}, `)} };
  }`;
  const byNumber: (Entry | undefined)[] = [];
  for (const entry of entries) byNumber[entry.no] = entry;
  const names = entries.map((_, i) => `r${i}`);
  const make = new Function('entries', 'byNumber', 'passOver', ...names, body);
  return make(entries, byNumber, passOver, ...entries.map((e) => e.read)) as ReadFields;
}

/** Says why readers cannot be generated; undefined where they can (--disallow-code-generation-from-strings). */
export function generatedReaderFault(): string | undefined {
  try {
    generateReader([]);
    return undefined;
  } catch (error) {
    if (error instanceof EvalError) return errorText(error);
    throw error;
  }
}

/** As a key of an object literal, where `__proto__` would not be a name like any other. */
function keyOf(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

function wireTypeOf(kind: Kind): number {
  return kind === 'int' || kind === 'intText' || kind === 'bool' ? VARINT : BYTES;
}

function compileField(field: Field<unknown>, fast: boolean): ReadField {
  switch (field.kind) {
    case 'string':
      return readString;
    case 'int':
      return (cursor) => cursor.signed();
    case 'intText':
      return (cursor) => cursor.signedText();
    case 'bool':
      return (cursor) => cursor.varint() !== 0;
    case 'time':
      return readTime;
    case 'optTime':
      return (cursor) => readTime(cursor) ?? GO_ZERO_TIME;
    case 'quantity':
      return readQuantity;
    case 'intOrString':
      return readIntOrString;
    case 'message':
    case 'inline':
      return compileMessage(field.shape!, fast);
    case 'messages': {
      const read = compileMessage(field.shape!, fast);
      return (cursor, before) => append(before, read(cursor));
    }
    case 'strings':
      return (cursor, before) => append(before, readString(cursor));
    case 'stringMap':
      return (cursor, before) => readEntry(cursor, before, readString, '');
    case 'quantityMap':
      return (cursor, before) => readEntry(cursor, before, readQuantity, '0');
    case 'count':
      return (cursor, before: number) => {
        cursor.skip(BYTES);
        return before + 1;
      };
    case 'byteCount':
      return (cursor) => {
        const size = cursor.size();
        cursor.at += size;
        return size;
      };
    case 'keys':
      return (cursor, before) => append(before, readKey(cursor));
    case 'self':
      throw new Error('BUG: protobuf has no fields without a declaration');
  }
}

function compileMessage(shape: Shape, fast: boolean): (cursor: WireCursor) => Target {
  const read = compileFields(shape, fast);
  return (cursor) => {
    const size = cursor.size();
    return read(cursor, cursor.at + size);
  };
}

/** Appends an item. The value of an absent list is shared, so the first item creates a new list. */
function append(before: unknown[], item: unknown): unknown[] {
  if (before.length === 0) return [item];
  before.push(item);
  return before;
}

function readString(cursor: WireCursor): string {
  const size = cursor.size();
  const start = cursor.at;
  cursor.at += size;
  return size === 0 ? '' : stringOf(cursor.bytes, start, start + size);
}

/** Time and MicroTime: {seconds = 1, nanos = 2}. An empty message is the zero time, as Go's Time.Unmarshal has it. */
function readTime(cursor: WireCursor): number | undefined {
  const size = cursor.size();
  if (size === 0) return undefined;
  const end = cursor.at + size;
  let seconds = 0;
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === VARINT) seconds = cursor.signed();
    else cursor.skip(wireType);
  });
  return seconds === GO_ZERO_TIME ? undefined : seconds;
}

/** Quantity: {string = 1}. An empty one is zero. */
function readQuantity(cursor: WireCursor): string {
  const size = cursor.size();
  const end = cursor.at + size;
  let text = '0';
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === BYTES) text = readString(cursor) || '0';
    else cursor.skip(wireType);
  });
  return text;
}

/** IntOrString: {type = 1, intVal = 2, strVal = 3}; type 1 is a string. */
function readIntOrString(cursor: WireCursor): number | string {
  const size = cursor.size();
  const end = cursor.at + size;
  let type = 0;
  let number = 0;
  let text = '';
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === VARINT) type = cursor.signed();
    else if (no === 2 && wireType === VARINT) number = cursor.signed();
    else if (no === 3 && wireType === BYTES) text = readString(cursor);
    else cursor.skip(wireType);
  });
  return type === 1 ? text : number;
}

function readEntry(
  cursor: WireCursor,
  before: Map<string, string>,
  readValue: (cursor: WireCursor) => string,
  absent: string,
): Map<string, string> {
  const size = cursor.size();
  const end = cursor.at + size;
  let key = '';
  let value = absent;
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === BYTES) key = readString(cursor);
    else if (no === 2 && wireType === BYTES) value = readValue(cursor);
    else cursor.skip(wireType);
  });
  return (before.size === 0 ? new Map<string, string>() : before).set(key, value);
}

function readKey(cursor: WireCursor): string {
  const size = cursor.size();
  const end = cursor.at + size;
  let key = '';
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === BYTES) key = readString(cursor);
    else cursor.skip(wireType);
  });
  return key;
}

function eachField(cursor: WireCursor, end: number, visit: (no: number, wireType: number) => void): void {
  const outer = cursor.end;
  cursor.end = end;
  while (cursor.at < end) {
    const tag = cursor.varint();
    visit(tag >>> 3, tag & 7);
  }
  cursor.end = outer;
}
