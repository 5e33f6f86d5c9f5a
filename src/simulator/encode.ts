import { parseUtc } from '../base/utc-time.ts';
import type { Json, JsonObject } from './objects.ts';
import fields from './protobuf-fields.json' with { type: 'json' };

/**
 * Encodes JSON objects as the protobuf messages of the Kubernetes API, from a table of field numbers. As Go does, maps are
 * written in the order of their keys; other than Go, absent fields are left out instead of being written as zero.
 */

type Write = (value: Json, out: Bytes) => void;

/** A growing buffer. */
class Bytes {
  buffer = Buffer.allocUnsafe(4096);
  size = 0;

  reserve(bytes: number): void {
    if (this.size + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.size + bytes));
    this.buffer.copy(grown, 0, 0, this.size);
    this.buffer = grown;
  }

  varint(value: number): void {
    this.reserve(10);
    if (value < 0) {
      let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
      while (rest > 127n) {
        this.buffer[this.size++] = Number(rest & 127n) | 128;
        rest >>= 7n;
      }
      this.buffer[this.size++] = Number(rest);
      return;
    }
    let rest = Math.trunc(value);
    while (rest > 127) {
      this.buffer[this.size++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.size++] = rest;
  }

  text(no: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(no * 8 + 2);
    this.varint(length);
    this.reserve(length);
    this.buffer.write(text, this.size);
    this.size += length;
  }

  bytes(no: number, bytes: Uint8Array): void {
    this.varint(no * 8 + 2);
    this.varint(bytes.length);
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** Writes a nested message: its size is known only when it is there, so it is moved behind it. */
  nested(no: number, write: () => void): void {
    this.varint(no * 8 + 2);
    const start = this.size;
    write();
    const length = this.size - start;
    let prefix = 1;
    for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) prefix++;
    this.reserve(prefix);
    this.buffer.copyWithin(start + prefix, start, start + length);
    this.size = start;
    this.varint(length);
    this.size = start + prefix + length;
  }
}

/** Members that Go embeds, so that JSON has their fields in the parent. */
export const EMBEDDED: ReadonlySet<string> = new Set([
  'volumeSource',
  'persistentVolumeSource',
  'ephemeralContainerCommon',
  'ingressRuleValue',
  'ruleWithOperations',
  'rule',
  'handler',
]);
/** Messages in which `localObjectReference` is embedded too. */
export const REFERS = /(KeySelector|EnvSource|Projection|ConfigMapVolumeSource)$/;

type Messages = Readonly<Record<string, Readonly<Record<string, readonly [no: number, type: string]>>>>;

const messages = fields as unknown as Messages;
/** Fields of a message by name: number and type; undefined: there is no such message. */
export function messageFields(message: string): Messages[string] | undefined {
  return messages[message];
}

/** Names of all messages. */
export const messageNames: readonly string[] = Object.keys(fields);

const compiled = new Map<string, readonly (readonly [name: string, embedded: boolean, write: Write])[]>();

function compile(message: string): readonly (readonly [string, boolean, Write])[] {
  let fields = compiled.get(message);
  if (!fields) {
    const declared = messages[message];
    if (!declared) throw new Error(`BUG: no protobuf message ${message}`);
    fields = Object.entries(declared).map(([name, [no, type]]) => {
      const embedded = EMBEDDED.has(name) || (name === 'localObjectReference' && REFERS.test(message));
      return [name, embedded, compileWrite(no, type)] as const;
    });
    compiled.set(message, fields);
  }
  return fields;
}

function writeMessage(message: string, value: JsonObject, out: Bytes): void {
  for (const [name, embedded, write] of compile(message)) {
    if (embedded) write(value, out);
    else {
      const member = value[name];
      if (member !== undefined && member !== null) write(member, out);
    }
  }
}

function compileWrite(no: number, type: string): Write {
  if (type.startsWith('repeated ')) {
    const each = compileWrite(no, type.slice(9));
    return (value, out) => {
      for (const item of value as readonly Json[]) each(item, out);
    };
  }
  if (type.startsWith('map ')) return compileMap(no, type.slice(4));
  return compileSingle(no, type);
}

function compileMap(no: number, type: string): Write {
  const writeValue = compileSingle(2, type);
  return (value, out) => {
    const entries = value as JsonObject;
    for (const key of Object.keys(entries).sort()) {
      out.nested(no, () => {
        out.text(1, key);
        writeValue(entries[key] ?? null, out);
      });
    }
  };
}

function compileSingle(no: number, type: string): Write {
  switch (type) {
    case 'string':
      return (value, out) => out.text(no, String(value));
    case 'bytes':
      return (value, out) => out.bytes(no, Buffer.from(String(value), 'base64'));
    case 'bool':
    case 'int32':
    case 'int64':
      return (value, out) => {
        out.varint(no * 8);
        out.varint(Number(value));
      };
    case 'api.resource.Quantity':
      return (value, out) => out.nested(no, () => out.text(1, String(value)));
    case 'apis.meta.v1.Time':
    case 'apis.meta.v1.MicroTime':
      return (value, out) => out.nested(no, () => writeTime(String(value), out));
    case 'apis.meta.v1.Duration':
      return () => {};
    case 'util.intstr.IntOrString':
      return (value, out) => out.nested(no, () => writeIntOrString(value, out));
    case 'runtime.RawExtension':
      return (value, out) => out.nested(no, () => out.text(1, JSON.stringify(value)));
    case 'apis.meta.v1.FieldsV1':
      return (value, out) => out.nested(no, () => out.text(1, JSON.stringify(value)));
    default:
      return (value, out) => out.nested(no, () => writeMessage(type, value as JsonObject, out));
  }
}

function writeTime(text: string, out: Bytes): void {
  const ms = parseUtc(text) ?? Number.NaN;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  out.varint(8);
  out.varint(Math.floor(ms / 1000));
  out.varint(16);
  out.varint(Number(fraction.padEnd(9, '0').slice(0, 9)));
}

function writeIntOrString(value: Json, out: Bytes): void {
  out.varint(8);
  out.varint(typeof value === 'string' ? 1 : 0);
  out.varint(16);
  out.varint(typeof value === 'string' ? 0 : Number(value));
  out.text(3, typeof value === 'string' ? value : '');
}

const shared = new Bytes();

/** The bare message of an object. The result is the caller's. */
export function encodeMessage(message: string, value: JsonObject): Buffer {
  shared.size = 0;
  writeMessage(message, value, shared);
  return Buffer.from(shared.buffer.subarray(0, shared.size));
}

/** A message `{no = bytes, …}` of length-delimited and varint fields, in the given order. */
export function message(...fields: readonly (readonly [no: number, value: string | number | Uint8Array])[]): Buffer {
  const out = new Bytes();
  for (const [no, value] of fields) {
    if (typeof value === 'number') {
      out.varint(no * 8);
      out.varint(value);
    } else if (typeof value === 'string') out.text(no, value);
    else out.bytes(no, value);
  }
  return Buffer.from(out.buffer.subarray(0, out.size));
}

const MAGIC = Buffer.from('k8s\0', 'latin1');

/** A body as the API sends it: magic and runtime.Unknown around a bare message. */
export function envelope(apiVersion: string, kind: string, raw: Uint8Array): Buffer {
  return Buffer.concat([MAGIC, message([1, message([1, apiVersion], [2, kind])], [2, raw], [3, ''], [4, ''])]);
}
