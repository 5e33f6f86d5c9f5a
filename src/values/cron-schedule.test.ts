import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import table from '../../test/conformance/units/cron.json' with { type: 'json' };
import { parseSchedule } from './cron-schedule.ts';

interface Case {
  readonly schedule: string;
  readonly timeZone?: string;
  readonly createdTime: number;
  readonly lastScheduleTime?: number;
  readonly error?: boolean;
  readonly wantUnix?: number;
}

/** What the table has for a time that never comes. */
const NEVER = -62135596800;

const spec = (schedule: string, timeZone: string | undefined): string =>
  timeZone === undefined ? schedule : `CRON_TZ=${timeZone} ${schedule}`;

/** What a case of the table is expected to give, and what it gives. */
function compare({ schedule, timeZone, createdTime, lastScheduleTime, error, wantUnix }: Case): [unknown, unknown] {
  const parsed = parseSchedule(spec(schedule, timeZone));
  const got = parsed ? (parsed.next(lastScheduleTime ?? createdTime) ?? NEVER) : 'error';
  return [error ? 'error' : wantUnix, got];
}

describe('the table of the reference', () => {
  const cases = [...table.cron_next, ...table.cron_next_generated] as readonly Case[];
  const schedules = [...new Set(cases.map((c) => c.schedule))];
  it.each(schedules)('%j', (schedule) => {
    for (const each of cases.filter((c) => c.schedule === schedule)) {
      const [want, got] = compare(each);
      expect([got, each]).toEqual([want, each]);
    }
  });
});

describe('what the table leaves out', () => {
  it.each([
    ['0 0 * * *', 'utc'],
    ['0 0 * * *', '+01:00'],
    ['0 0 * * *', '"UTC"'],
  ])('%j in %j', (schedule, zone) => expect(parseSchedule(spec(schedule, zone)) !== undefined).toBe(zone === '"UTC"'));

  it.each(['@every 500ms', '@every', '@every -1h', '@Daily', ' @daily', '* * * * 8', '1-2-3 * * * *', '*/5/5 * * * *'])(
    '%j is invalid',
    (text) => expect(parseSchedule(text)).toBeUndefined(),
  );

  it.each([
    '@every 1.9s',
    '+5 * * * *',
    ', * * * *',
    '60-5 * * * *',
    '* * * * 5-1',
    '* * * JAN,Feb Mon-FRI',
    '@manual',
  ])('%j is valid', (text) => expect(parseSchedule(text)).toBeDefined());

  it('never comes where a field is empty', () => expect(parseSchedule(', * * * *')?.next(0)).toBeUndefined());
});

describe('properties', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const minutes = fc.tuple(fc.nat(59), fc.nat(23), zones);
  const times = fc.integer({ min: 0, max: 4_000_000_000 });

  it('is later than what it follows, and a whole minute', () => {
    fc.assert(
      fc.property(minutes, times, ([minute, hour, zone], after) => {
        const next = parseSchedule(spec(`${minute} ${hour} * * *`, zone))!.next(after)!;
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(2 * 86_400);
        expect(next % 60).toBe(0);
      }),
    );
  });

  it('does not jump over a time that it would have given from later on', () => {
    fc.assert(
      fc.property(minutes, times, fc.nat(86_400), ([minute, hour, zone], after, later) => {
        const { next } = parseSchedule(spec(`${minute} ${hour} * * *`, zone))!;
        const first = next(after)!;
        if (after + later < first) expect(next(after + later)).toBe(first);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 */-,?LW#@TZ=UC') }), times, (text, after) => {
        parseSchedule(text)?.next(after);
      }),
    );
  });
});
