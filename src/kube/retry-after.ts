import { unixDays } from '../base/utc-time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The form that is written today, and the two that are read for old senders' sake (RFC 9110, section 5.6.7). */
const FORMS = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) GMT$/,
  /^[A-Z][a-z]+day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[\d ]\d) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) (?<year>\d{4})$/,
];

/**
 * Parses a Retry-After header to milliseconds from now: seconds or a date (RFC 9110, section 10.2.3). Undefined if it
 * is neither. The caller bounds the result.
 */
export function parseRetryAfter(text: string, nowUnixMs: number): number | undefined {
  if (/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Math.max(0, Number(text) * 1000);
  const at = parseHttpDate(text.trim());
  return at === undefined ? undefined : Math.max(0, at - nowUnixMs);
}

function parseHttpDate(text: string): number | undefined {
  const found = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  const month = MONTHS.indexOf(found?.month ?? '') + 1;
  if (!found || month === 0) return undefined;
  const [year, day] = [Number(found.year), Number(found.day)];
  const [hours, minutes, seconds] = [Number(found.h), Number(found.m), Number(found.s)];
  // Two digits are of this century or the last one, as `Date` reads them.
  const fullYear = year >= 100 ? year : year + (year < 50 ? 2000 : 1900);
  return ((unixDays(fullYear, month, day) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1_000;
}
