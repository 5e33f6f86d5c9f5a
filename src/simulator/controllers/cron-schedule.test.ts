import { describe, expect, it } from 'vitest';
import { lastFiring, parseCron } from './cron-schedule.ts';

const NOW = Date.UTC(2026, 1, 28, 12, 34, 56); // a Saturday

describe('lastFiring', () => {
  it.each([
    ['* * * * *', '2026-02-28T12:34:00Z'],
    ['*/15 * * * *', '2026-02-28T12:30:00Z'],
    ['0 9-17/2 * * *', '2026-02-28T11:00:00Z'],
    ['30 12 * * sat', '2026-02-28T12:30:00Z'],
    ['0 0 28 feb *', '2026-02-28T00:00:00Z'],
    ['@hourly', '2026-02-28T12:00:00Z'],
    ['0 0 1 * 6', '2026-02-28T00:00:00Z'],
    ['0 1,2 * * 6-7', '2026-02-28T02:00:00Z'],
  ])('%s fired at %s', (schedule, time) => expect(lastFiring(parseCron(schedule)!, 0, NOW)).toBe(Date.parse(time)));

  it.each([
    ['0 0 1 1 *', 0],
    ['30 12 * * mon', 0],
    ['*/15 * * * *', Date.UTC(2026, 1, 28, 12, 30)],
  ])('%s has not fired since %d within a day', (schedule, since) =>
    expect(lastFiring(parseCron(schedule)!, since, NOW)).toBeUndefined(),
  );
});

it.each([
  '',
  '* * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '*/0 * * * *',
  '5-3 * * * *',
  'x * * * *',
  '@never',
])('refuses %j', (text) => expect(parseCron(text)).toBeUndefined());
