const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** With this bit set, `[` and `{` are the same byte, and so are `]` and `}`; no other byte becomes one of them. */
const BRACKET_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Finds the end of a JSON value while its bytes still arrive. It only counts brackets outside of strings; the reader
 * checks that the value is well-formed.
 */
export class JsonScanner {
  /** Where the last array or object directly within the value begins and ends, from the value's first byte; -1: none so far. */
  innerStart = -1;
  innerEnd = -1;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private scalar = false;
  /** Bytes of the value that earlier calls have seen. */
  private seen = 0;

  /** Forgets the current value. */
  reset(): void {
    this.innerStart = -1;
    this.innerEnd = -1;
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.scalar = false;
    this.seen = 0;
  }

  /**
   * Goes on in `bytes[at, end)`. Returns the offset after the value, or -1 when it goes on behind `end`; then the next
   * call continues at `end`. A number or literal ends before the byte that ends it.
   */
  scan(bytes: Buffer, at: number, end: number): number {
    const base = at - this.seen;
    let { depth, scalar } = this;
    let from = at;
    if (this.inString && at < end) {
      from = this.stringEnd(bytes, at, end);
      if (depth === 0 && !this.inString) return from;
    }
    while (from < end) {
      const c = bytes[from++]!;
      if (c === QUOTE) {
        from = this.stringEnd(bytes, from, end);
        if (depth === 0 && !this.inString) return from;
        continue;
      }
      const bracket = c | BRACKET_BIT;
      if (bracket === OPEN) {
        if (++depth === 2) this.innerStart = from - 1 - base;
      } else if (bracket === CLOSE) {
        if (scalar && depth === 0) return from - 1;
        if (--depth <= 0) return from;
        if (depth === 1) this.innerEnd = from - base;
      } else if (depth === 0) {
        const space = c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
        if (scalar && (space || c === 0x2c)) return from - 1;
        if (!space) scalar = true;
      }
    }
    this.depth = depth;
    this.scalar = scalar;
    this.seen = end - base;
    return -1;
  }

  /** Returns the offset after the closing quote of the string around `at`, or `end` where it goes on behind it. */
  private stringEnd(bytes: Buffer, at: number, end: number): number {
    if (this.escaped) at++;
    while (at < end) {
      const c = bytes[at++]!;
      if (c === QUOTE) {
        this.inString = false;
        this.escaped = false;
        return at;
      }
      if (c === BACKSLASH) at++;
    }
    this.inString = true;
    this.escaped = at > end;
    return end;
  }
}
