import { DecodeError } from '../base/errors.ts';
import { int, msg, str } from '../model/schema.ts';
import type { ListMeta, ListStream, WatchStream } from '../model/stream.ts';
import { FrameBuffer, MAX_OBJECT_BYTES, type OnBytes, type OnEvent, type OnTooLarge, tooLarge } from './framing.ts';
import { compileJsonReader } from './json.ts';
import { JsonCursor } from './json-cursor.ts';
import { JsonScanner } from './json-scan.ts';
import { nameInJson } from './naming.ts';

const readListMeta = compileJsonReader({
  resourceVersion: str(2),
  continue: str(3),
  remainingItemCount: int(4),
  shardInfo: msg(5, { selector: str(1) }),
});

type State = 'open' | 'key' | 'value' | 'item' | 'done';

type Members = Readonly<Record<string, OnBytes>>;

/**
 * Splits a JSON list, which is the members of one object. The items of the arrays in `arrays` (`items`; `rows` of a
 * Table) are passed on as soon as they are complete, the members in `members` as a whole; `metadata` is read. Items
 * that are too large are skipped and reported.
 */
export function openJsonList(arrays: Members, members: Members, onTooLarge: OnTooLarge): ListStream {
  return new JsonList(arrays, members, onTooLarge);
}

class JsonList implements ListStream {
  private readonly arrays: Members;
  private readonly members: Members;
  private readonly leftover = new FrameBuffer();
  private readonly scanner = new JsonScanner();
  private state: State = 'open';
  private key = '';
  /** Number of bytes of the current value that have been scanned, from the first unconsumed byte; -1: not begun. */
  private scanned = -1;
  /** The current value is too large and is skipped. */
  private skipping = false;
  private readonly onTooLarge: OnTooLarge;
  private meta: ListMeta = { resourceVersion: '', continue: '', remainingItemCount: 0, shardSelector: '' };

  constructor(arrays: Members, members: Members, onTooLarge: OnTooLarge) {
    this.arrays = arrays;
    this.members = members;
    this.onTooLarge = onTooLarge;
  }

  push(chunk: Buffer): void {
    this.leftover.push(chunk, (bytes) => this.take(bytes));
  }

  finish(): ListMeta {
    if (this.state !== 'done') {
      throw new DecodeError('DECODE_TRUNCATED', 'truncated list', this.leftover.offset + this.leftover.size);
    }
    return this.meta;
  }

  private take(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const next = this.step(bytes, at);
      if (next < 0) return at;
      at = next;
    }
  }

  /** Takes one token or value; returns the offset after it, or -1 where more bytes are needed. */
  private step(bytes: Buffer, from: number): number {
    if (this.scanned >= 0) return this.takeValue(bytes, from);
    let at = from;
    while (at < bytes.length && isSeparator(bytes[at]!)) at++;
    if (at > from) return at;
    if (at === bytes.length) return -1;
    const c = bytes[at]!;
    switch (this.state) {
      case 'open':
        if (c !== 0x7b) throw this.malformed('expected a list object', at);
        this.state = 'key';
        return at + 1;
      case 'key':
        if (c !== 0x7d) return this.takeKey(bytes, at);
        this.state = 'done';
        return at + 1;
      case 'value':
        if (c === 0x5b && Object.hasOwn(this.arrays, this.key)) {
          this.state = 'item';
          return at + 1;
        }
        return this.beginValue(bytes, at);
      case 'item':
        if (c !== 0x5d) return this.beginValue(bytes, at);
        this.state = 'key';
        return at + 1;
      default:
        throw this.malformed('bytes after the list', at);
    }
  }

  private takeKey(bytes: Buffer, at: number): number {
    if (bytes[at] !== 0x22) throw this.malformed('expected a member', at);
    const end = bytes.indexOf(0x22, at + 1);
    if (end < 0) return -1;
    this.key = bytes.toString('utf8', at + 1, end);
    this.state = 'value';
    return end + 1;
  }

  private beginValue(bytes: Buffer, at: number): number {
    this.scanner.reset();
    this.scanned = 0;
    return this.takeValue(bytes, at);
  }

  private takeValue(bytes: Buffer, at: number): number {
    const end = this.scanner.scan(bytes, at + this.scanned, bytes.length);
    const size = (end < 0 ? bytes.length : end) - at;
    if (size > MAX_OBJECT_BYTES && !this.skipping) this.skip(bytes, at, at + size);
    if (end < 0) {
      this.scanned = this.skipping ? 0 : size;
      return this.skipping && size > 0 ? bytes.length : -1;
    }
    if (size === 0 && !this.skipping) throw this.malformed('expected a value', at);
    this.scanned = -1;
    if (this.skipping) {
      this.skipping = false;
      if (this.state === 'value') this.state = 'key';
      return end;
    }
    if (this.state === 'item') {
      this.arrays[this.key]!(bytes, at, end);
      return end;
    }
    this.state = 'key';
    if (this.key === 'metadata') {
      const { shardInfo, ...meta } = readListMeta(bytes, at, end);
      this.meta = { ...meta, shardSelector: shardInfo.selector };
    } else if (Object.hasOwn(this.members, this.key)) {
      this.members[this.key]!(bytes, at, end);
    }
    return end;
  }

  private skip(bytes: Buffer, at: number, end: number): void {
    const error = tooLarge(nameInJson(bytes, at, end), this.leftover.offset + at);
    const needed = this.key === 'metadata' || Object.hasOwn(this.members, this.key);
    if (this.state !== 'item' && needed) throw error;
    if (this.state === 'item') this.onTooLarge(error);
    this.skipping = true;
  }

  private malformed(what: string, at: number): DecodeError {
    return new DecodeError('DECODE_MALFORMED', what, this.leftover.offset + at);
  }
}

/** White space, and the commas and colons between values: their places are checked by what they separate. */
function isSeparator(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09 || c === 0x2c || c === 0x3a;
}

/**
 * Splits a JSON watch: objects `{"type": …, "object": …}` one after the other. Objects that are too large are skipped.
 */
export function openJsonWatch(onEvent: OnEvent, onTooLarge: OnTooLarge): WatchStream {
  const leftover = new FrameBuffer();
  const scanner = new JsonScanner();
  const cursor = new JsonCursor(NO_BYTES);
  let scanned = -1;
  let skipping = false;
  const take = (bytes: Buffer): number => {
    let at = 0;
    for (;;) {
      if (scanned < 0) {
        while (at < bytes.length && isSeparator(bytes[at]!)) at++;
        if (at === bytes.length) return at;
        if (bytes[at] !== 0x7b) throw new DecodeError('DECODE_MALFORMED', 'expected an event', leftover.offset + at);
        scanner.reset();
        scanned = 0;
      }
      const end = scanner.scan(bytes, at + scanned, bytes.length);
      const size = (end < 0 ? bytes.length : end) - at;
      if (size > MAX_OBJECT_BYTES && !skipping) {
        skipping = true;
        onTooLarge(tooLarge(nameInJson(bytes, at, at + size), leftover.offset + at));
      }
      if (end < 0) {
        scanned = skipping ? 0 : size;
        return skipping ? bytes.length : at;
      }
      scanned = -1;
      if (!skipping) takeEvent(cursor, bytes, at, end, scanner, onEvent);
      skipping = false;
      at = end;
    }
  };
  return { push: (chunk) => leftover.push(chunk, take), whole: () => leftover.empty && !skipping };
}

const NO_BYTES = Buffer.alloc(0);

/** Finds the members `type` and `object` of an event without reading the object, whose end the scanner has mostly found. */
function takeEvent(
  cursor: JsonCursor,
  bytes: Buffer,
  start: number,
  end: number,
  { innerStart, innerEnd }: JsonScanner,
  onEvent: OnEvent,
): void {
  cursor.reset(bytes, start, end);
  let type = '';
  let objectStart = -1;
  let objectEnd = -1;
  cursor.members((key) => {
    if (key === 'type') {
      type = cursor.string();
      return;
    }
    cursor.peek();
    const from = cursor.at;
    if (from === start + innerStart) cursor.at = start + innerEnd;
    else cursor.skip();
    if (key !== 'object') return;
    objectStart = from;
    objectEnd = cursor.at;
  });
  if (objectStart < 0) throw new DecodeError('DECODE_MALFORMED', 'event without an object', start);
  onEvent(type, '', bytes, objectStart, objectEnd);
}
