/** The alphabets of deflate (RFC 1951, section 3.2), as tables in memory. */

export const LITERALS: u32 = 256;
export const END_OF_BLOCK: u32 = 256;
/** Symbols of literals and lengths, of distances, and of code lengths. */
export const LITLEN_SYMBOLS: u32 = 286;
export const DISTANCE_SYMBOLS: u32 = 30;
export const CODE_LENGTH_SYMBOLS: u32 = 19;

export const MOST_LENGTH: u32 = 258;
export const LEAST_LENGTH: u32 = 3;

const FIRST_LENGTH: u32 = 257;
const LENGTH_SYMBOLS: u32 = 29;

const lengthBases = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const lengthExtras = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBases = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]);
const distanceExtras = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);
/** The order in which a block says the lengths of the codes of code lengths. */
const codeLengthOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** By length: symbol | extra bits << 9 | base << 16. */
const byLength = memory.data(4 * 259);
/** By distance - 1 up to 256; further ones by (distance - 1) >>> 7 behind that: at that size symbols begin at multiples. */
const NEAR: u32 = 256;
const byDistance = memory.data(512);

function fillTables(): void {
  for (let s: u32 = 0; s < LENGTH_SYMBOLS; s++) {
    const base: u32 = load<u16>(lengthBases + (s << 1));
    const extra: u32 = load<u8>(lengthExtras + s);
    // 258 has a symbol of its own.
    const end: u32 = s === LENGTH_SYMBOLS - 1 ? MOST_LENGTH + 1 : min(base + (1 << extra), MOST_LENGTH);
    for (let length = base; length < end; length++) {
      store<u32>(byLength + (length << 2), (FIRST_LENGTH + s) | (extra << 9) | (base << 16));
    }
  }
  for (let s: u32 = 0; s < DISTANCE_SYMBOLS; s++) {
    const first: u32 = load<u16>(distanceBases + (s << 1)) - 1;
    const end: u32 = first + (1 << load<u8>(distanceExtras + s));
    for (let d = first; d < end; d++) store<u8>(byDistance + (d < NEAR ? d : NEAR + (d >> 7)), <u8>s);
  }
}
fillTables();

export function lengthEntry(length: u32): u32 {
  return load<u32>(byLength + (length << 2));
}

export function symbolOfEntry(entry: u32): u32 {
  return entry & 511;
}

export function extraOfEntry(entry: u32): u32 {
  return (entry >> 9) & 127;
}

export function baseOfEntry(entry: u32): u32 {
  return entry >> 16;
}

export function distanceSymbol(distance: u32): u32 {
  const d = distance - 1;
  return load<u8>(byDistance + (d < NEAR ? d : NEAR + (d >> 7)));
}

export function distanceBase(symbol: u32): u32 {
  return load<u16>(distanceBases + (symbol << 1));
}

export function distanceExtra(symbol: u32): u32 {
  return load<u8>(distanceExtras + symbol);
}

export function codeLengthAt(i: u32): u32 {
  return load<u8>(codeLengthOrder + i);
}
