/**
 * The calendar in UTC (proleptic Gregorian, as RFC 3339 has it), by arithmetic alone: `Date` is a clock too, and reads the time zone of
 * the process.
 */

const DAY_MS = 86_400_000;
/** Days of 400 years, after which the calendar repeats. */
const ERA_DAYS = 146_097;
/** From 1 March of the year 0 to 1 January 1970. */
const EPOCH_DAYS = 719_468;

/** A day on the calendar; month and day count from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Counts the days from 1970-01-01 to a day; months and days beyond their range are carried over. */
export function unixDays(year: number, month: number, day: number): number {
  // Years begin in March, so that a leap day is the last one. https://howardhinnant.github.io/date_algorithms.html
  const months = year * 12 + (month - 1) - 2;
  const y = Math.floor(months / 12);
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (months - y * 12) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_DAYS + day - 1;
}

/** Gives the day of a number of days since 1970-01-01. */
export function calendarDay(unixDays: number): CalendarDay {
  const days = unixDays + EPOCH_DAYS;
  const era = Math.floor(days / ERA_DAYS);
  const dayOfEra = days - era * ERA_DAYS;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** Writes a time as RFC 3339 in UTC, with 0, 3 or 6 digits of a fraction of the second. Years from 0 to 9999. */
export function formatUtc(unixMs: number, digits: 0 | 3 | 6): string {
  const whole = Math.floor(unixMs);
  const days = Math.floor(whole / DAY_MS);
  const ms = whole - days * DAY_MS;
  const { year, month, day } = calendarDay(days);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const fraction = digits === 0 ? '' : `.${String(ms % 1_000).padStart(3, '0')}${digits === 6 ? '000' : ''}`;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${fraction}Z`;
}

/**
 * Reads a time as RFC 3339 has it (section 5.6), in Unix milliseconds without what is below them. Days up to 31 are taken in any month
 * and carried over. Undefined for anything else.
 */
export function parseUtc(text: string): number | undefined {
  const [year, month, day] = [numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2)];
  const [hour, minute, second] = [numberAt(text, 11, 2), numberAt(text, 14, 2), numberAt(text, 17, 2)];
  const marks =
    text[4] === '-' && text[7] === '-' && /[Tt]/.test(text[10] ?? '') && text[13] === ':' && text[16] === ':';
  if (!marks || !(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  if (!(year >= 0 && hour < 24 && minute < 60 && second < 60)) return undefined;
  const tail = /^(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text.slice(19));
  if (!tail) return undefined;
  const [, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = tail;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return ((unixDays(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1_000 + ms;
}

/** Reads a number of a fixed count of digits; NaN where there is anything else. */
function numberAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let i = start; i < start + digits; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
