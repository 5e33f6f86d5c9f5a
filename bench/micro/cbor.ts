import { stringOf } from '../../src/decode/string-cache.ts';
import type { Selection } from '../../src/model/json-value.ts';

/**
 * As much of CBOR (RFC 8949) as an experiment needs, in the form in which API servers send it (KEP-4222): definite lengths, keys and
 * texts as byte strings.
 */

const BYTES = 2;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;

/** Encodes a value of JSON whose numbers are integers. */
export function encodeCbor(value: unknown): Buffer {
  const parts: Buffer[] = [];
  encodeInto(parts, value);
  return Buffer.concat(parts);
}

function encodeInto(parts: Buffer[], value: unknown): void {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    parts.push(head(BYTES, bytes.length), bytes);
  } else if (typeof value === 'number') parts.push(value < 0 ? head(1, -1 - value) : head(0, value));
  else if (typeof value === 'boolean') parts.push(head(SIMPLE, value ? 21 : 20));
  else if (value === null) parts.push(head(SIMPLE, 22));
  else if (Array.isArray(value)) {
    parts.push(head(ARRAY, value.length));
    for (const item of value) encodeInto(parts, item);
  } else {
    const members = Object.entries(value as object);
    parts.push(head(MAP, members.length));
    for (const [key, member] of members) {
      encodeInto(parts, key);
      encodeInto(parts, member);
    }
  }
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 0x100) return Buffer.from([(major << 5) | 24, argument]);
  if (argument < 0x10000) return Buffer.from([(major << 5) | 25, argument >> 8, argument & 0xff]);
  const bytes = Buffer.from([(major << 5) | 26, 0, 0, 0, 0]);
  bytes.writeUInt32BE(argument, 1);
  return bytes;
}

/** Keys by their bytes, as the JSON reader has them. */
export interface Keys {
  find(bytes: Buffer, start: number, end: number): { readonly key: string; readonly inner: Wanted } | undefined;
}

/** What is read of a value: everything; members by key, or items; undefined: neither. */
export interface Wanted {
  readonly whole: boolean;
  readonly keys: Keys | undefined;
  readonly items: Wanted | undefined;
}

/** Compiles a selection, as far as the benchmark has such. */
export function compileWanted(
  { whole, keys, members, items }: Selection,
  tableOf: (entries: ReadonlyMap<string, { key: string; inner: Wanted }>) => Keys,
): Wanted {
  if (whole || members) return { whole: true, keys: undefined, items: undefined };
  const entries = new Map([...keys].map(([key, inner]) => [key, { key, inner: compileWanted(inner, tableOf) }]));
  return {
    whole: false,
    keys: entries.size > 0 ? tableOf(entries) : undefined,
    items: items && compileWanted(items, tableOf),
  };
}

/** Reads and skips values. */
export class CborCursor {
  bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Skips a value and all within it. */
  skip(): void {
    let left = 1;
    while (left-- > 0) {
      const first = this.bytes[this.at++]!;
      const argument = this.argument(first);
      const major = first >> 5;
      if (major === BYTES) this.at += argument;
      else if (major === ARRAY) left += argument;
      else if (major === MAP) left += argument * 2;
    }
  }

  /** Reads the parts of a value that are wanted. */
  read(wanted: Wanted): unknown {
    const first = this.bytes[this.at++]!;
    const argument = this.argument(first);
    switch (first >> 5) {
      case BYTES: {
        const start = this.at;
        this.at += argument;
        return stringOf(this.bytes, start, this.at);
      }
      case ARRAY: {
        const items: unknown[] = [];
        const inner = wanted.whole ? wanted : wanted.items;
        for (let i = 0; i < argument; i++) {
          if (inner) items.push(this.read(inner));
          else this.skip();
        }
        return items;
      }
      case MAP:
        return this.members(argument, wanted);
      case SIMPLE:
        return argument === 22 ? null : argument === 21;
      default:
        return first >> 5 === 1 ? -1 - argument : argument;
    }
  }

  private members(count: number, wanted: Wanted): ReadonlyMap<string, unknown> {
    const members = new Map<string, unknown>();
    for (let i = 0; i < count; i++) {
      const size = this.argument(this.bytes[this.at++]!);
      const start = this.at;
      this.at += size;
      if (wanted.whole) {
        const key = stringOf(this.bytes, start, this.at);
        members.set(key, this.read(wanted));
        continue;
      }
      const found = wanted.keys?.find(this.bytes, start, this.at);
      if (found) members.set(found.key, this.read(found.inner));
      else this.skip();
    }
    return members;
  }

  private argument(first: number): number {
    const short = first & 31;
    if (short < 24) return short;
    const { bytes } = this;
    const at = this.at;
    if (short === 24) {
      this.at = at + 1;
      return bytes[at]!;
    }
    if (short === 25) {
      this.at = at + 2;
      return (bytes[at]! << 8) | bytes[at + 1]!;
    }
    this.at = at + 4;
    return bytes.readUInt32BE(at);
  }
}
