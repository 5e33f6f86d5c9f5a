import { DecodeError } from '../base/errors.ts';
import { BYTES, VARINT, WireCursor } from '../base/wire.ts';
import { type Field, GO_ZERO_TIME, type Kind, type Read, type Shape } from '../model/schema.ts';

/** Reads one message from `bytes[start, end)`. Nothing of the result points into `bytes`. Throws DecodeError. */
export type ReadMessage<T> = (bytes: Buffer, start: number, end: number) => T;

/** Nesting beyond this is no Kubernetes object. Shapes are finite, so only their own depth counts. */
type Target = Record<string, unknown>;
type ReadField = (cursor: WireCursor, target: Target, name: string) => void;

interface Entry {
  readonly name: string;
  readonly wireType: number;
  readonly read: ReadField;
}

/**
 * Compiles a shape to a reader of protobuf messages. Fields outside the shape are passed over without allocation. A field
 * with another wire type than declared is malformed. Encoding: k8s.io/apimachinery generated.proto.
 */
export function compileProtobufReader<S extends Shape>(shape: S): ReadMessage<Read<S>> {
  const message = new MessageReader(shape);
  const cursor = new WireCursor(Buffer.alloc(0));
  return (bytes, start, end) => {
    cursor.reset(bytes, start, end);
    return message.read(cursor, end) as Read<S>;
  };
}

class MessageReader {
  private readonly absent: Target;
  private readonly entries: (Entry | undefined)[] = [];

  constructor(shape: Shape) {
    this.absent = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.absent]));
    for (const [name, field] of Object.entries(shape)) {
      this.entries[field.no] = { name, wireType: wireTypeOf(field.kind), read: compileField(field) };
    }
  }

  /** Reads up to `end`, which lies within the cursor's bytes. */
  read(cursor: WireCursor, end: number): Target {
    const target = { ...this.absent };
    const entries = this.entries;
    const outer = cursor.end;
    cursor.end = end;
    while (cursor.at < end) {
      const tag = cursor.varint();
      const entry = entries[tag >>> 3];
      if (entry === undefined) {
        cursor.skip(tag & 7);
      } else if (entry.wireType !== (tag & 7)) {
        throw new DecodeError('DECODE_MALFORMED', `field ${entry.name} has wire type ${tag & 7}`, cursor.at);
      } else {
        entry.read(cursor, target, entry.name);
      }
    }
    cursor.end = outer;
    return target;
  }
}

function wireTypeOf(kind: Kind): number {
  return kind === 'int' || kind === 'intText' || kind === 'bool' ? VARINT : BYTES;
}

function compileField(field: Field<unknown>): ReadField {
  switch (field.kind) {
    case 'string':
      return (cursor, target, name) => {
        target[name] = readString(cursor);
      };
    case 'int':
      return (cursor, target, name) => {
        target[name] = cursor.signed();
      };
    case 'intText':
      return (cursor, target, name) => {
        target[name] = cursor.signedText();
      };
    case 'bool':
      return (cursor, target, name) => {
        target[name] = cursor.varint() !== 0;
      };
    case 'time':
      return (cursor, target, name) => {
        target[name] = readTime(cursor);
      };
    case 'optTime':
      return (cursor, target, name) => {
        target[name] = readTime(cursor) ?? GO_ZERO_TIME;
      };
    case 'quantity':
      return (cursor, target, name) => {
        target[name] = readQuantity(cursor);
      };
    case 'intOrString':
      return (cursor, target, name) => {
        target[name] = readIntOrString(cursor);
      };
    case 'message':
    case 'inline':
      return compileMessage(field.shape!);
    case 'messages':
      return compileMessages(field.shape!);
    case 'strings':
      return (cursor, target, name) => {
        append(target, name, readString(cursor));
      };
    case 'stringMap':
      return (cursor, target, name) => readEntry(cursor, target, name, readString);
    case 'quantityMap':
      return (cursor, target, name) => readEntry(cursor, target, name, readQuantity);
    case 'count':
      return (cursor, target, name) => {
        cursor.skip(BYTES);
        target[name] = (target[name] as number) + 1;
      };
    case 'byteCount':
      return (cursor, target, name) => {
        const size = cursor.size();
        cursor.at += size;
        target[name] = size;
      };
    case 'keys':
      return (cursor, target, name) => append(target, name, readKey(cursor));
  }
}

function compileMessage(shape: Shape): ReadField {
  const message = new MessageReader(shape);
  return (cursor, target, name) => {
    const size = cursor.size();
    target[name] = message.read(cursor, cursor.at + size);
  };
}

function compileMessages(shape: Shape): ReadField {
  const message = new MessageReader(shape);
  return (cursor, target, name) => {
    const size = cursor.size();
    append(target, name, message.read(cursor, cursor.at + size));
  };
}

/** The value that stands for an absent list is shared, so the first item makes a list of its own. */
function append(target: Target, name: string, item: unknown): void {
  const items = target[name] as unknown[];
  if (items.length === 0) target[name] = [item];
  else items.push(item);
}

function readString(cursor: WireCursor): string {
  const size = cursor.size();
  const start = cursor.at;
  cursor.at += size;
  return size === 0 ? '' : cursor.bytes.toString('utf8', start, start + size);
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

function readEntry(cursor: WireCursor, target: Target, name: string, readValue: (cursor: WireCursor) => string): void {
  const size = cursor.size();
  const end = cursor.at + size;
  let key = '';
  let value: string | undefined;
  eachField(cursor, end, (no, wireType) => {
    if (no === 1 && wireType === BYTES) key = readString(cursor);
    else if (no === 2 && wireType === BYTES) value = readValue(cursor);
    else cursor.skip(wireType);
  });
  let entries = target[name] as Map<string, string>;
  if (entries.size === 0) target[name] = entries = new Map();
  entries.set(key, value ?? (readValue === readQuantity ? '0' : ''));
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
