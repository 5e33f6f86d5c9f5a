/**
 * FNV-1a of 64 bits over the UTF-8 bytes of a text, as two unsigned halves (https://datatracker.ietf.org/doc/html/rfc9923).
 * The halves are reused: take what is needed before the next call.
 */
export function fnv1a64(text: string): { readonly high: number; readonly low: number } {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return hashBytes(Buffer.from(text));
    low = (low ^ code) >>> 0;
    // × 0x100000001b3: the low factor, and a shift by 40 bits of which the low half reaches the high one.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x100000000) + low * 0x100) % 0x100000000;
    low = product % 0x100000000;
  }
  return set(high, low);
}

const halves = { high: 0, low: 0 };

function set(high: number, low: number): typeof halves {
  halves.high = high;
  halves.low = low;
  return halves;
}

function hashBytes(bytes: Uint8Array): typeof halves {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return set(Number(hash >> 32n), Number(hash & 0xffffffffn));
}
