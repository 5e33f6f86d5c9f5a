const E = 0x65;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Writes a sample value at `at` and returns the offset after it; needs 32 bytes of room. The form is that of Go's
 * `strconv.AppendFloat(v, 'g', -1, 64)`: the shortest decimal that reads back to the same float, in exponent form when
 * the decimal exponent is below -4 or at least 6 (https://pkg.go.dev/strconv#FormatFloat).
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  // The fast path: most samples are small counts, flags and Unix times.
  if (value >= 0 && value <= 4294967295 && value === value >>> 0) return writeInteger(bytes, at, value);
  return writeText(bytes, at, formatNumber(value));
}

/** The text of a sample value in the same form: the slow path, and the one to compare with. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  // As the reference: a negative zero is a zero.
  if (value === 0) return '0';
  const [mantissa, exponentText] = Math.abs(value).toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('.', '');
  if (exponent < -4 || exponent >= 6) {
    const size = Math.abs(exponent);
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits + '0'.repeat(exponent + 1 - digits.length);
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  let size = 2;
  for (let bound = 100; value >= bound; bound *= 10) size++;
  if (size <= 6) {
    for (let i = at + size - 1; i >= at; i--) {
      bytes[i] = ZERO + (value % 10);
      value = (value / 10) | 0;
    }
    return at + size;
  }
  let exponent = size - 1;
  while (value % 10 === 0) {
    value /= 10;
    size--;
  }
  // All digits are behind the point but the first: d.ddde+09.
  let end = at + (size === 1 ? 1 : size + 1);
  for (let i = end - 1; i > at + 1; i--) {
    bytes[i] = ZERO + (value % 10);
    value = Math.floor(value / 10);
  }
  if (size > 1) bytes[at + 1] = DOT;
  bytes[at] = ZERO + value;
  bytes[end++] = E;
  bytes[end++] = PLUS;
  bytes[end++] = ZERO + ((exponent / 10) | 0);
  exponent %= 10;
  bytes[end++] = ZERO + exponent;
  return end;
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
  return at;
}
