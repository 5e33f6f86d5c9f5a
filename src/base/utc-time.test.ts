import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, formatUtc, parseUtc, unixDays } from './utc-time.ts';

/** From the year 0 to 9999. */
const unixMs = fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });
const days = fc.integer({ min: -3_000_000, max: 3_000_000 });
const two = (n: number): string => String(n).padStart(2, '0');

describe('the calendar', () => {
  it('agrees with Date in both directions', () => {
    fc.assert(
      fc.property(days, (n) => {
        const date = new Date(n * 86_400_000);
        const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(calendarDay(n)).toEqual(day);
        expect(unixDays(day.year, day.month, day.day)).toBe(n);
      }),
    );
  });

  it('carries months and days over as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 9_999 }), fc.integer({ min: -40, max: 40 }), days, (year, month, day) => {
        expect(unixDays(year, month, day)).toBe(Date.UTC(year, month - 1, day) / 86_400_000);
      }),
    );
  });
});

describe('formatUtc', () => {
  it('agrees with Date', () => {
    fc.assert(
      fc.property(unixMs, (ms) => {
        const text = new Date(ms).toISOString();
        expect(formatUtc(ms, 3)).toBe(text);
        expect(formatUtc(ms, 0)).toBe(`${text.slice(0, 19)}Z`);
        expect(formatUtc(ms, 6)).toBe(text.replace('Z', '000Z'));
      }),
    );
  });
});

describe('parseUtc', () => {
  const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,9}$/));
  const offset = fc.oneof(
    fc.constantFrom('Z', 'z'),
    fc.tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59)).map(([sign, h, m]) => `${sign}${two(h)}:${two(m)}`),
  );
  it('agrees with Date on RFC 3339', () => {
    fc.assert(
      fc.property(unixMs, fraction, offset, (ms, decimals, zone) => {
        const text = new Date(ms).toISOString().slice(0, 19) + decimals + zone;
        expect(parseUtc(text)).toBe(Date.parse(text));
      }),
    );
  });

  it('takes the days of a month that is too short as Date does', () =>
    expect(parseUtc('2023-02-30T00:00:00Z')).toBe(Date.parse('2023-02-30T00:00:00Z')));

  it.each([
    '',
    '2023',
    '2023-02-03',
    '2023-02-03T04:05:06',
    '2023-02-03 04:05:06Z',
    '2023-13-03T04:05:06Z',
    '2023-02-32T04:05:06Z',
    '2023-02-03T24:05:06Z',
    '2023-02-03T04:60:06Z',
    '2023-02-03T04:05:60Z',
    '2023-02-03T04:05:06.Z',
    '2023-02-03T04:05:06+1:00',
    '2023-02-03T04:05:06+24:00',
    '2023-02-03T04:05:06Zulu',
    '-023-02-03T04:05:06Z',
    'Fri, 03 Feb 2023 04:05:06 GMT',
  ])('takes %j for none', (text) => expect(parseUtc(text)).toBeUndefined());
});
