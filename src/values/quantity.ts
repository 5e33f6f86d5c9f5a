/**
 * Quantities of Kubernetes: a decimal with a suffix (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 * Exact for every suffix, exponent and precision. What does not parse is undefined and gives no sample.
 */

/** Value of a text: `digits` times a power of ten. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
  /** Whether the API machinery keeps it in 64 bits as it is written; else it keeps billionths, rounded. */
  readonly small: boolean;
  /** Whether it has been set to the greatest value that there is with a binary suffix. */
  readonly capped?: boolean;
}

/** Decimal exponents of the suffixes. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
/** Binary exponents of the suffixes. */
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,9})|([KMGTPE]i|[numkMGTPE])|)$/;
/** Beyond this exponent nothing that a cluster has can be meant, and exact arithmetic would be without bounds. */
const MAX_EXPONENT = 400;
/** The greatest value whose thousandths fit into 64 bits, as in k8s.io/apimachinery/pkg/api/resource. */
const MAX_MILLI_VALUE = 9223372036854775n;
/** Values with a binary suffix end here by definition of the API machinery. */
const MAX_BINARY = 2n ** 63n - 1n;
const MIN_BILLIONTHS = -(2n ** 63n);
/** Maximum number of digits of decimals that fit into 64 bits. */
const MAX_DECIMAL_DIGITS = 18;
/** Like that for numbers with a binary suffix, whose power of two takes digits as well. */
const MAX_BINARY_DIGITS = 14;

const MAX_FAST_DIGITS = 12;
/** Up to here thousandths are exact in a float. */
const MAX_FAST_DECIMAL = 9e12;
const FAST_FACTORS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['k', 'M', 'G', 'T'].map((suffix) => [suffix, 10 ** DECIMAL[suffix]!])),
  ...Object.fromEntries(Object.entries(BINARY).map(([suffix, exponent]) => [suffix, 2 ** exponent])),
};

/** The value rounded up to an integer, as `rounded` has it: bytes, pods, devices. */
export function integerOf(text: string): number | undefined {
  const fast = parseFast(text);
  if (fast !== undefined && Number.isInteger(fast)) return fast;
  const value = parseExact(text);
  return value && Number(rounded(value, 0));
}

/** The value in thousandths, rounded up as `rounded` has it; as an integer where thousandths would not fit into 64 bits. */
export function numberOf(text: string): number | undefined {
  const fast = parseFast(text);
  if (fast !== undefined) return fast;
  const value = parseExact(text);
  if (!value) return undefined;
  const integer = rounded(value, 0);
  return integer > MAX_MILLI_VALUE ? Number(integer) : Number(rounded(value, 3)) / 1000;
}

/**
 * The value as a product of two floats, digits and power of ten, so that 3.14159 is 3.1415900000000003: what
 * `AsApproximateFloat64` of k8s.io/apimachinery/pkg/api/resource gives.
 */
export function approximateOf(text: string): number | undefined {
  const fast = approximateFast(text);
  if (fast !== undefined) return fast;
  const value = parseExact(text);
  if (!value) return undefined;
  if (value.small) return Number(value.digits) * powerOfTen(value.exponent);
  if (value.capped) return Number(value.digits);
  return Number(shifted(value, 9)) * 1e-9;
}

/** The same for an integer of up to 12 digits with a suffix, as far as the API machinery keeps it in 64 bits; undefined for all else. */
function approximateFast(text: string): number | undefined {
  const digits = leadingDigits(text);
  if (digits === 0) return undefined;
  const value = Number(text.slice(0, digits));
  const suffix = text.slice(digits);
  // No longer text can be a suffix, nor one of the names that every object has.
  if (suffix.length > 2) return undefined;
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return value * powerOfTen(decimal);
  const binary = BINARY[suffix];
  return binary !== undefined && digits + (binary * 3) / 10 <= MAX_BINARY_DIGITS ? value * 2 ** binary : undefined;
}

/** Returns how many digits a text begins with; 0 where they are more than the fast path takes. */
function leadingDigits(text: string): number {
  let i = 0;
  for (; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) break;
  }
  return i <= MAX_FAST_DIGITS ? i : 0;
}

/** The float that Go's math.Pow10 gives: beyond 10^±31 it is no longer always the nearest. */
function powerOfTen(exponent: number): number {
  if (exponent >= 0) return 10 ** (exponent % 32) * Number(`1e${exponent - (exponent % 32)}`);
  return Number(`1e${exponent - (exponent % 32)}`) / Number(`1e${-exponent % 32}`);
}

/**
 * The fast path: up to 12 digits with a suffix, as nearly all quantities are, where no float on the way has to be rounded;
 * undefined for all else.
 */
function parseFast(text: string): number | undefined {
  const size = text.length;
  let value = 0;
  let i = 0;
  for (; i < size && i < MAX_FAST_DIGITS; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (i === 0) return undefined;
  if (i === size) return value;
  if (i === size - 1 && text[i] === 'm') return value / 1000;
  const factor = FAST_FACTORS[text.slice(i)];
  if (factor === undefined) return undefined;
  const product = value * factor;
  // A power of two only moves the point; the limit is where values with such a suffix end.
  return product <= (i === size - 2 ? 2 ** 62 : MAX_FAST_DECIMAL) ? product : undefined;
}

function parseExact(text: string): Decimal | undefined {
  const match = text === '' ? null : FORM.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponentText, suffix = ''] = match;
  // A number without digits is zero: the API machinery reads `.` and `Ki` so, where its 64 bits are enough.
  const digits = BigInt(whole + fraction || '0') * (sign === '-' ? -1n : 1n);
  const width = Math.max(whole.replace(/^0+/, '').length, 1) + fraction.length;
  const binary = BINARY[suffix];
  const value =
    binary === undefined
      ? decimalOf(digits, exponentText ? Number(exponentText.slice(1)) : DECIMAL[suffix]!, fraction.length, width)
      : binaryDecimal(digits, binary, fraction.length, width);
  return value?.small || whole + fraction !== '' ? value : undefined;
}

function decimalOf(digits: bigint, decimal: number, decimals: number, width: number): Decimal | undefined {
  const exponent = decimal - decimals;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  return { digits, exponent, small: exponent >= -9 && width <= MAX_DECIMAL_DIGITS };
}

function binaryDecimal(digits: bigint, binary: number, decimals: number, width: number): Decimal {
  const scaled = digits << BigInt(binary);
  const value = { digits: scaled, exponent: -decimals };
  const integer = shifted(value, 0);
  if (integer > MAX_BINARY) return { digits: MAX_BINARY, exponent: 0, small: false, capped: true };
  if (integer < -MAX_BINARY) return { digits: -MAX_BINARY, exponent: 0, small: false, capped: true };
  return { ...value, small: decimals === 0 && width + (binary * 3) / 10 <= MAX_BINARY_DIGITS };
}

/**
 * The value times 10^places as the API machinery rounds it: up, away from zero. Where it keeps a negative one in billionths
 * (and they fit into 64 bits), it cuts the rest off and adds one, so that -1.0000000001 is -0.999 in thousandths.
 */
function rounded(value: Decimal, places: number): bigint {
  if (value.small || value.digits >= 0n) return shifted(value, places);
  const billionths = shifted(value, 9);
  if (billionths < MIN_BILLIONTHS) return shifted(value, places);
  const divisor = 10n ** BigInt(9 - places);
  const quotient = billionths / divisor;
  return quotient * divisor === billionths ? quotient : quotient + 1n;
}

/** The value times 10^places, rounded up, away from zero, to an integer. */
function shifted({ digits, exponent }: Pick<Decimal, 'digits' | 'exponent'>, places: number): bigint {
  const power = exponent + places;
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  const quotient = digits / divisor;
  if (quotient * divisor === digits) return quotient;
  return quotient + (digits < 0n ? -1n : 1n);
}
