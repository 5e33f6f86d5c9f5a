import { formatGoFloat } from '../values/go-float.ts';

const E = 0x65;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

/** Values from here on are in exponent form. */
const EXPONENT_FROM = 1_000_000;
/** Below it integers are exact; they are taken apart into two halves that each fit into 31 bits. */
const EXACT = 2 ** 53;
const HALF = 100_000_000;

/**
 * Writes a sample value at `at` and returns the offset after it; needs 32 bytes of room. The form is that of Go's
 * `strconv.AppendFloat(v, 'g', -1, 64)`: the shortest decimal that reads back to the same float, in exponent form when
 * the decimal exponent is below -4 or at least 6 (https://pkg.go.dev/strconv#FormatFloat).
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  // The fast paths: most samples are flags and small counts, the others Unix times, sizes in bytes and parts of CPUs.
  if (value >= 0 && value < EXPONENT_FROM && value === (value | 0)) return writeSmall(bytes, at, value | 0);
  if (value >= EXPONENT_FROM && value < EXACT && Math.floor(value) === value) return writeLarge(bytes, at, value);
  if (value > 0 && value < EXPONENT_FROM) {
    const thousandths = Math.round(value * 1000);
    // Other decimals of so few digits are other floats, so that this one is the shortest.
    if (thousandths / 1000 === value) return writeThousandths(bytes, at, thousandths | 0);
  }
  return writeText(bytes, at, formatNumber(value));
}

/** Formats a sample value in the same form: the slow path, for comparison. As the reference: a negative zero is a zero. */
export function formatNumber(value: number): string {
  return value === 0 ? '0' : formatGoFloat(value);
}

/** An integer of at most six digits. */
function writeSmall(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  const end = at + digitsOf(value);
  writeDigits(bytes, at, end, value);
  return end;
}

/** A number of thousandths that is no integer. */
function writeThousandths(bytes: Uint8Array, at: number, value: number): number {
  const whole = (value / 1000) | 0;
  const point = writeSmall(bytes, at, whole);
  bytes[point] = DOT;
  let end = point + 4;
  writeDigits(bytes, point + 1, end, value - whole * 1000);
  while (bytes[end - 1] === ZERO) end--;
  return end;
}

/** An integer of seven to sixteen digits: d.ddde+dd. */
function writeLarge(bytes: Uint8Array, at: number, value: number): number {
  const high = Math.floor(value / HALF) | 0;
  const low = (value - high * HALF) | 0;
  // One place is left for the point.
  const first = at + 1;
  const highEnd = first + (high > 0 ? digitsOf(high) : 0);
  if (high > 0) writeDigits(bytes, first, highEnd, high);
  let end = highEnd + (high > 0 ? 8 : digitsOf(low));
  writeDigits(bytes, highEnd, end, low);
  const exponent = end - first - 1;
  while (bytes[end - 1] === ZERO) end--;
  bytes[at] = bytes[first]!;
  if (end === first + 1) end = first;
  else bytes[first] = DOT;
  bytes[end++] = E;
  bytes[end++] = PLUS;
  bytes[end++] = ZERO + ((exponent / 10) | 0);
  bytes[end++] = ZERO + (exponent % 10);
  return end;
}

function digitsOf(value: number): number {
  let size = 1;
  for (let bound = 10; value >= bound && size < 9; bound *= 10) size++;
  return size;
}

/** Fills the places with the last digits of an integer of 31 bits. */
function writeDigits(bytes: Uint8Array, at: number, end: number, value: number): void {
  let rest = value | 0;
  for (let i = end - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
  return at;
}
