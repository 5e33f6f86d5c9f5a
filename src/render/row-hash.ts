/**
 * 64 bits of hash of a row, as two words: whether a family of an object changed is told from them, so that neither the old
 * text is kept uncompressed nor inflated for a comparison. Two versions of a row are taken for one another once in 2^64
 * changes. Not for keys that somebody may choose: rows with the same hash hurt only the object that they are of.
 *
 * Word by word through two multiplications with different factors and turns.
 */
export class RowHash {
  a = 0;
  b = 0;

  /** Takes up the bytes of `view` in `[start, end)`. */
  add(view: DataView, start: number, end: number): void {
    let { a, b } = this;
    let i = start;
    for (const whole = end - 3; i < whole; i += 4) {
      const word = view.getInt32(i, true);
      a = Math.imul(((a << 5) | (a >>> 27)) ^ word, 0x9e3779b1);
      b = Math.imul(((b << 11) | (b >>> 21)) ^ word, 0x85ebca77);
    }
    // The remaining bytes, marked with their number.
    let rest = end - i + 1;
    for (; i < end; i++) rest = (rest << 8) | view.getUint8(i);
    this.a = Math.imul(((a << 5) | (a >>> 27)) ^ rest, 0x9e3779b1);
    this.b = Math.imul(((b << 11) | (b >>> 21)) ^ rest, 0x85ebca77);
  }

  /** Writes the hash to `out[at]` and `out[at + 1]`. */
  finish(out: Uint32Array, at: number): void {
    out[at] = finish(this.a);
    out[at + 1] = finish(this.b);
  }
}

function finish(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
