import { describe, expect, it } from 'vitest';
import { isUtcFile, openZone, zoneOfVariable } from './time-zones.ts';
import { ZonedTime } from './zoned-time.ts';

const unix = (text: string): number => Date.parse(text) / 1000;

describe('openZone', () => {
  it.each([
    ['UTC', '2024-06-01T00:00:00Z', 0],
    ['Europe/Berlin', '2024-03-31T00:59:59Z', 3600],
    ['Europe/Berlin', '2024-03-31T01:00:00Z', 7200],
    ['America/New_York', '2024-11-03T05:59:59Z', -14400],
    ['America/New_York', '2024-11-03T06:00:00Z', -18000],
    ['Asia/Kathmandu', '2024-06-01T00:00:00Z', 20700],
    ['Africa/Monrovia', '1960-01-01T00:00:00Z', -2670],
  ])('%s at %s', (name, at, offset) => expect(openZone(name)?.offsetAt(unix(at))).toBe(offset));

  it.each(['', 'Nope/Nope', 'utc', '+01:00', 'local'])('%j is none', (name) => expect(openZone(name)).toBeUndefined());
  it('takes Local for the zone of the process', () => expect(openZone('Local')).toBeDefined());
  it('survives times without a date', () => expect(openZone('Europe/Berlin')?.offsetAt(1e300)).toBe(0));
});

describe('isUtcFile', () => {
  it.each([
    [undefined, true],
    ['TZif2\0\0\nUTC0\n', true],
    [`TZif2${'\0'.repeat(2_000)}\nUTC0\n`, false],
    ['TZif2\0\0\nCET-1CEST,M3.5.0,M10.5.0/3\n', false],
    ['', false],
  ])('reads the zone of a system: %j', (text, utc) => {
    expect(isUtcFile(text === undefined ? undefined : Buffer.from(text, 'latin1'))).toBe(utc);
  });
});

describe('zoneOfVariable', () => {
  it.each([
    ['', 0],
    [':', 0],
    ['UTC', 0],
    ['Europe/Berlin', 3600],
    [':Europe/Berlin', 3600],
    ['/usr/share/zoneinfo/Europe/Berlin', 3600],
    [':/usr/share/zoneinfo/Europe/Berlin', 3600],
    ['EST5EDT', -18000],
    ['Etc/GMT-3', 10800],
    ['Foo/Bar', 0],
    ['CET-1CEST', 0],
    ['europe/berlin', 0],
    ['GMT+5', 0],
    ['UTC0', 0],
    ['Z', 0],
    ['Local', 0],
    [':/etc/localtime', 0],
    ['America/New_York ', 0],
  ])('reads %j as Go does', (tz, offset) => expect(zoneOfVariable(tz).offsetAt(1_770_000_000)).toBe(offset));

  it('takes the zone of the system where there is none', () => {
    const offset = 0 - 60 * new Date(1_770_000_000_000).getTimezoneOffset();
    expect(zoneOfVariable(undefined).offsetAt(1_770_000_000)).toBe(offset);
  });
});

describe('ZonedTime', () => {
  const berlin = openZone('Europe/Berlin')!;

  it('carries dates over', () => {
    const time = new ZonedTime(berlin, unix('2024-01-31T11:00:00Z')).plusDate(1, 0);
    // There is no 31 February.
    expect([time.year, time.month, time.day, time.hour]).toEqual([2024, 3, 2, 12]);
  });

  it('takes a local time that does not exist for one beside it', () => {
    const time = new ZonedTime(berlin, unix('2024-03-30T01:30:00Z')).plusDate(0, 1);
    expect([time.day, time.hour, time.minute]).toEqual([31, 3, 30]);
  });

  it('knows the start of the day', () => {
    expect(ZonedTime.startOfDay(berlin, 2024, 7, 1).unixSeconds).toBe(unix('2024-06-30T22:00:00Z'));
  });
});
