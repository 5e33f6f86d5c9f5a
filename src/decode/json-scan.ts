const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the end of a JSON value while its bytes still arrive. It only counts brackets outside of strings; the reader
 * checks that the value is well-formed.
 */
export class JsonScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private scalar = false;

  /** Forgets the current value. */
  reset(): void {
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.scalar = false;
  }

  /**
   * Goes on in `bytes[at, end)`. Returns the offset after the value, or -1 when it goes on behind `end`; then the next
   * call continues at `end`. A number or literal ends before the byte that ends it.
   */
  scan(bytes: Buffer, at: number, end: number): number {
    let { depth, inString, escaped, scalar } = this;
    for (; at < end; at++) {
      const c = bytes[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) {
          inString = false;
          if (depth === 0) return at + 1;
        }
      } else if (c === QUOTE) {
        inString = true;
      } else if (c === 0x7b || c === 0x5b) {
        depth++;
      } else if (c === 0x7d || c === 0x5d) {
        if (scalar && depth === 0) return at;
        if (--depth <= 0) return at + 1;
      } else if (depth === 0) {
        const space = c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
        if (scalar && (space || c === 0x2c)) return at;
        if (!space) scalar = true;
      }
    }
    this.depth = depth;
    this.inString = inString;
    this.escaped = escaped;
    this.scalar = scalar;
    return -1;
  }
}
