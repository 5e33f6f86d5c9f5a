/**
 * Arithmetic on CRC-32 (ISO 3309, as in gzip, RFC 1952): what is needed to get the CRC of joined pieces from the pieces'
 * own. A CRC is a polynomial over GF(2), lowest power in the highest bit; see zlib's crc32_combine for the idea.
 */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;

/** The product of two polynomials modulo the CRC's. */
function multiply(a: number, b: number): number {
  let product = 0;
  let power = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= power;
    power = (power & 1) === 0 ? power >>> 1 : (power >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x^(8 · 2^i). */
const POWERS: readonly number[] = (() => {
  const powers = [0x00800000]; // x^8
  while (powers.length < 48) powers.push(multiply(powers.at(-1)!, powers.at(-1)!));
  return powers;
})();

/** Computes x^(8 · bytes), the factor by which the CRC of the text before a piece of `bytes` bytes is multiplied. */
export function crc32Shift(bytes: number): number {
  let shift = ONE;
  for (let i = 0, rest = bytes; rest > 0; i++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(POWERS[i]!, shift);
  }
  return shift;
}

/** Combines the CRCs of two pieces end to end; `shift` is that of the length of the second one. */
export function crc32Join(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0;
}
