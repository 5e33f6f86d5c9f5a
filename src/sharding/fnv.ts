/** A 64-bit number as two unsigned words. */
export interface Halves {
  high: number;
  low: number;
}

const halves: Halves = { high: 0, low: 0 };

/**
 * FNV-1a of 64 bits over `bytes[start, end)` (https://datatracker.ietf.org/doc/html/rfc9923). The result is used again: take
 * what is needed before the next call.
 */
export function fnv1a64Bytes(bytes: Uint8Array, start: number, end: number): Readonly<Halves> {
  let high = 0xcbf29ce4 | 0;
  let low = 0x84222325 | 0;
  for (let i = start; i < end; i++) {
    // × 0x100000001b3: the low factor, in halves of the low word, and a shift by 40 bits.
    low ^= bytes[i]!;
    const p0 = (low & 0xffff) * 0x1b3;
    const p1 = (low >>> 16) * 0x1b3 + (p0 >>> 16);
    high = (Math.imul(high, 0x1b3) + (low << 8) + (p1 >>> 16)) | 0;
    low = (p1 << 16) | (p0 & 0xffff);
  }
  halves.high = high >>> 0;
  halves.low = low >>> 0;
  return halves;
}

/** The same over the UTF-8 bytes of a text. */
export function fnv1a64(text: string): Readonly<Halves> {
  const bytes = Buffer.from(text);
  return fnv1a64Bytes(bytes, 0, bytes.length);
}
