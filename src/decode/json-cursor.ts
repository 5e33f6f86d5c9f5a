import { DecodeError } from '../base/errors.ts';
import type { KeyTable } from './key-table.ts';
import { stringOf } from './string-cache.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** With this bit set, `[` and `{` are the same byte, and so are `]` and `}`; no other byte becomes one of them. */
const BRACKET_BIT = 0x20;

/**
 * Reads JSON values from `bytes[at, end)` one by one (RFC 8259), skipping unwanted ones without allocating. Borrows the
 * bytes. Skipping checks nesting and strings, not every number and literal.
 */
export class JsonCursor {
  bytes: Buffer;
  at: number;
  end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Points the cursor at other bytes. */
  reset(bytes: Buffer, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The next byte that is no white space, without taking it. */
  peek(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end) {
      const c = bytes[at]!;
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) {
        this.at = at;
        return c;
      }
      at++;
    }
    throw new DecodeError('DECODE_TRUNCATED', 'truncated JSON', at);
  }

  /** Takes the given punctuation. */
  expect(char: number): void {
    if (this.peek() !== char) throw this.malformed(`expected ${String.fromCharCode(char)}`);
    this.at++;
  }

  /** Takes `null` if it is next. */
  takeNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.literal('null');
    return true;
  }

  /** Calls `visit` for each member of the object that is next; it has to take the value. */
  members(visit: (key: string) => void): void {
    this.expect(0x7b);
    if (this.peek() === 0x7d) {
      this.at++;
      return;
    }
    for (;;) {
      const key = this.string();
      this.expect(COLON);
      visit(key);
      if (this.more(0x7d)) return;
    }
  }

  /** Takes the opening bracket of an object or array; returns whether anything is in it. The closing one of an empty one is taken too. */
  enter(open: number): boolean {
    this.expect(open);
    // In ASCII, a closing bracket is two behind its opening one.
    if (this.peek() !== open + 2) return true;
    this.at++;
    return false;
  }

  /** Takes what is behind a member or item; returns whether another one follows. */
  another(open: number): boolean {
    return !this.more(open + 2);
  }

  /** Takes the key of a member with the colon. */
  key(): string {
    const key = this.string();
    this.expect(COLON);
    return key;
  }

  /** Takes the key of a member with the colon; returns its entry in `table`, or undefined where it has none. */
  entry<T>(table: KeyTable<T>): T | undefined {
    if (this.peek() !== QUOTE) throw this.malformed('expected a string');
    const start = this.at;
    const found = this.skipString() ? table.get(this.unescape(start)) : table.find(this.bytes, start + 1, this.at - 1);
    this.expect(COLON);
    return found;
  }

  /** Goes to the value of the first member `key` of the object that is next; false: it has none, and has been taken. */
  seek(key: string): boolean {
    this.expect(0x7b);
    if (this.peek() === 0x7d) {
      this.at++;
      return false;
    }
    for (;;) {
      const found = this.string() === key;
      this.expect(COLON);
      if (found) return true;
      this.skip();
      if (this.more(0x7d)) return false;
    }
  }

  /** Calls `visit` for each item of the array that is next; it has to take the item. */
  items(visit: () => void): void {
    this.expect(0x5b);
    if (this.peek() === 0x5d) {
      this.at++;
      return;
    }
    for (;;) {
      visit();
      if (this.more(0x5d)) return;
    }
  }

  /** Takes a string. */
  string(): string {
    if (this.peek() !== QUOTE) throw this.malformed('expected a string');
    const start = this.at;
    const escaped = this.skipString();
    return escaped ? this.unescape(start) : stringOf(this.bytes, start + 1, this.at - 1);
  }

  /** Returns the string that begins with its quote at `start` and has been taken. */
  private unescape(start: number): string {
    try {
      return JSON.parse(this.bytes.toString('utf8', start, this.at)) as string;
    } catch {
      // JSON.parse says where in its own text it failed; the offset in the body is what helps.
      throw new DecodeError('DECODE_MALFORMED', 'string with an invalid escape', start);
    }
  }

  /** Takes a number. */
  number(): number {
    this.peek();
    const start = this.at;
    const text = this.bytes.toString('latin1', start, this.scanScalar());
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
      throw new DecodeError('DECODE_MALFORMED', 'expected a number', start);
    }
    return Number(text);
  }

  /** Takes `true` or `false`. */
  boolean(): boolean {
    const yes = this.peek() === 0x74;
    this.literal(yes ? 'true' : 'false');
    return yes;
  }

  /** Passes over one value of any kind; returns the offset at which it begins. */
  skip(): number {
    const first = this.peek();
    const start = this.at;
    if (first === QUOTE) this.skipString();
    else if (first === 0x7b || first === 0x5b) this.skipNested();
    else if (this.scanScalar() === start) throw this.malformed('expected a value');
    return start;
  }

  malformed(what: string): DecodeError {
    return new DecodeError('DECODE_MALFORMED', what, this.at);
  }

  /** Takes `,` (true: another follows, so false is returned) or the closing bracket. */
  private more(close: number): boolean {
    const c = this.peek();
    if (c !== 0x2c && c !== close) throw this.malformed(`expected , or ${String.fromCharCode(close)}`);
    this.at++;
    return c === close;
  }

  private literal(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (this.at + i >= this.end) throw new DecodeError('DECODE_TRUNCATED', 'truncated JSON', this.at + i);
      if (this.bytes[this.at + i] !== text.charCodeAt(i)) throw this.malformed(`expected ${text}`);
    }
    this.at += text.length;
  }

  /** Passes over a string whose quote is next; returns whether it has escapes. */
  private skipString(): boolean {
    const { bytes, end } = this;
    let escaped = false;
    let at = this.at + 1;
    while (at < end) {
      const c = bytes[at]!;
      if (c === QUOTE) {
        this.at = at + 1;
        return escaped;
      }
      if (c === BACKSLASH) {
        escaped = true;
        at++;
      }
      at++;
    }
    throw new DecodeError('DECODE_TRUNCATED', 'truncated string', end);
  }

  private skipNested(): void {
    const { bytes, end } = this;
    let depth = 0;
    let at = this.at;
    while (at < end) {
      const c = bytes[at++]!;
      if (c === QUOTE) {
        // As skipString does; most of the time of an object goes into these lines.
        let d = 0;
        while (at < end) {
          d = bytes[at++]!;
          if (d === QUOTE) break;
          if (d === BACKSLASH) at++;
        }
        if (d !== QUOTE) throw new DecodeError('DECODE_TRUNCATED', 'truncated string', end);
        continue;
      }
      const bracket = c | BRACKET_BIT;
      if (bracket === 0x7b) depth++;
      else if (bracket === 0x7d && --depth === 0) {
        this.at = at;
        return;
      }
    }
    throw new DecodeError('DECODE_TRUNCATED', 'truncated JSON', end);
  }

  private scanScalar(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end) {
      const c = bytes[at]!;
      const part =
        (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a) || c === 0x2d || c === 0x2b || c === 0x2e || c === 0x45;
      if (!part) break;
      at++;
    }
    this.at = at;
    return at;
  }
}
