import { unixDays } from '../base/utc-time.ts';
import { JsonFloat, type JsonValue } from '../model/json-value.ts';
import { parseGoFloat } from '../values/go-float.ts';
import { approximateOf } from '../values/quantity.ts';

/**
 * Converts a value to a number as kube-state-metrics does, in this order: words such as `true`, `no` and `Unknown`, times (RFC 3339, to
 * Unix seconds), quantities, whole percentages, and what Go parses as a float. Undefined if the text is anything else.
 */
export function numberOf(value: JsonValue, nilIsZero: boolean): number | undefined {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return numberOfText(value);
    case 'boolean':
      return value ? 1 : 0;
    case 'bigint':
      return Number(value);
    default:
      if (value === null) return nilIsZero ? 0 : undefined;
      return value instanceof JsonFloat ? value.value : undefined;
  }
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['yes', 1],
  ['false', 0],
  ['no', 0],
  ['unknown', 0],
]);
const LONGEST_WORD = 8;

function numberOfText(text: string): number | undefined {
  if (text === '') return undefined;
  // Lower case of a few other letters is ASCII too, but of none that these words have.
  const word = text.length < LONGEST_WORD ? WORDS.get(text.toLowerCase()) : undefined;
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const digit = first >= 0x30 && first <= 0x39;
  const time = digit ? goTimeSeconds(text) : undefined;
  if (time !== undefined) return time;
  return quantityOf(text) ?? (digit ? percentageOf(text) : undefined) ?? parseGoFloat(text);
}

function percentageOf(text: string): number | undefined {
  return /^\d+%$/.test(text) ? Number(text.slice(0, -1)) / 100 : undefined;
}

const EXPONENT = /^([+-]?)(\d*\.?\d*)[eE]([+-]?)0*(\d{1,19})$/;
/** The least quantity that is not zero: smaller ones are rounded up to it. */
const NANO = 1e-9;

function quantityOf(text: string): number | undefined {
  const value = approximateOf(text);
  if (value !== undefined) return value;
  const match = EXPONENT.exec(text);
  if (!match) return undefined;
  // An exponent beyond those that can be computed with; the API machinery reads 64 bits and keeps the lowest 32 of them.
  const [, sign, digits = '', exponentSign = '', exponentDigits = ''] = match;
  const given = BigInt(`${exponentSign === '-' ? '-' : ''}${exponentDigits}`);
  if (given !== BigInt.asIntN(64, given)) return undefined;
  const exponent = BigInt.asIntN(32, given);
  const canonical = `${sign}${digits}e${exponent}`;
  if (canonical !== text.replace('E', 'e')) return quantityOf(canonical);
  if (exponent < 0n && !/\d/.test(digits)) return undefined;
  if (!/[1-9]/.test(digits)) return exponent < 0n ? 0 : Number.NaN;
  const size = exponent < 0n ? NANO : Infinity;
  return sign === '-' ? -size : size;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Parses a time by Go's layout RFC3339, which is laxer than the RFC in the hour, in the sign before the fraction and in the offset, and
 * stricter in letters and days (https://pkg.go.dev/time#Parse). Whole Unix seconds, rounded down.
 */
function goTimeSeconds(text: string): number | undefined {
  if (text.length < 19 || text.charCodeAt(4) !== 0x2d) return undefined;
  return plainTimeSeconds(text) ?? anyTimeSeconds(text);
}

/** The fast path: `2026-01-02T03:04:05Z`, as nearly all times are, on a day that every month has; undefined for all else. */
function plainTimeSeconds(text: string): number | undefined {
  if (text.length !== 20 || text.charCodeAt(19) !== 0x5a || text.charCodeAt(7) !== 0x2d) return undefined;
  if (text.charCodeAt(10) !== 0x54 || text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  const fits = month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59;
  // What is no digit makes a number that compares with nothing.
  if (!fits || Number.isNaN(year)) return undefined;
  return ((unixDays(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 0x30, text.charCodeAt(at + 1) - 0x30];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function anyTimeSeconds(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHours, offsetMinutes] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 24 || offsetMinutes > 60) return undefined;
  const offset = (match[7] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return ((unixDays(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
}

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return MONTH_DAYS[month - 1]! + (leap ? 1 : 0);
}
