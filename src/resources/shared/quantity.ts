/**
 * Quantities of Kubernetes: a decimal with a suffix (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 * Exact for every suffix, exponent and precision. What does not parse is undefined and gives no sample.
 */

/** numerator / denominator; the denominator is positive. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
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

/** The value rounded up, away from zero, to an integer: bytes, pods, devices. */
export function integerOf(text: string): number | undefined {
  const fast = parseFast(text);
  if (fast !== undefined && Number.isInteger(fast)) return fast;
  const value = parseExact(text);
  return value && Number(scaled(value, 1n));
}

/** The value in thousandths rounded up, away from zero; as an integer where thousandths would not fit into 64 bits. */
export function numberOf(text: string): number | undefined {
  const fast = parseFast(text);
  if (fast !== undefined) return fast;
  const value = parseExact(text);
  if (!value) return undefined;
  const integer = scaled(value, 1n);
  return integer > MAX_MILLI_VALUE ? Number(integer) : Number(scaled(value, 1000n)) / 1000;
}

/** Digits alone, or with one of the suffixes that nearly all quantities have; undefined for all else. */
function parseFast(text: string): number | undefined {
  const size = text.length;
  let value = 0;
  let i = 0;
  for (; i < size && i < 13; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (i === 0) return undefined;
  if (i === size) return value;
  if (i === size - 1 && text[i] === 'm') return value / 1000;
  if (i === size - 2 && text[i + 1] === 'i' && i < 7) {
    const exponent = BINARY[text.slice(i)];
    if (exponent !== undefined && exponent <= 30) return value * 2 ** exponent;
  }
  return undefined;
}

function parseExact(text: string): Fraction | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponentText, suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const binary = BINARY[suffix];
  const exponent = (exponentText ? Number(exponentText.slice(1)) : (DECIMAL[suffix] ?? 0)) - fraction.length;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const power = 10n ** BigInt(Math.abs(exponent));
  const numerator = digits * (exponent > 0 ? power : 1n) * (binary ? 1n << BigInt(binary) : 1n);
  return { numerator, denominator: exponent < 0 ? power : 1n };
}

function scaled({ numerator, denominator }: Fraction, scale: bigint): bigint {
  const product = numerator * scale;
  const quotient = product / denominator;
  if (quotient * denominator === product) return quotient;
  return quotient + (product < 0n ? -1n : 1n);
}
