/**
 * FNV-1a of 64 bits over the UTF-8 bytes of a text, as two unsigned halves (https://datatracker.ietf.org/doc/html/rfc9923).
 * The halves are reused: take what is needed before the next call.
 */
export interface Halves {
  high: number;
  low: number;
}

const halves: Halves = { high: 0, low: 0 };

export function fnv1a64(text: string): Readonly<Halves> {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) {
      const bytes = Buffer.from(text);
      return fnv1a64Bytes(bytes, 0, bytes.length);
    }
    low = (low ^ code) >>> 0;
    // × 0x100000001b3: the low factor, and a shift by 40 bits of which the low half reaches the high one.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x100000000) + low * 0x100) % 0x100000000;
    low = product % 0x100000000;
  }
  halves.high = high;
  halves.low = low;
  return halves;
}

/** The same over `bytes[start, end)` as they are. */
export function fnv1a64Bytes(bytes: Uint8Array, start: number, end: number): Readonly<Halves> {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = start; i < end; i++) {
    low = (low ^ bytes[i]!) >>> 0;
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x100000000) + low * 0x100) % 0x100000000;
    low = product % 0x100000000;
  }
  halves.high = high;
  halves.low = low;
  return halves;
}
