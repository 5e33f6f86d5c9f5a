import { expect, it } from 'vitest';
import { parseDurationSeconds } from './go-duration.ts';

it.each([
  ['0', 0],
  ['90s', 90],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['.5m', 30],
  ['-1h', -3600],
  ['+1s', 1],
  ['1000ms', 1],
  ['2562047h', 9223369200],
])('%s is %d s', (text, seconds) => expect(parseDurationSeconds(text)).toBe(seconds));

it.each(['', '1', 's', '.s', '1h 30m', '1d', '2562048h', '1e3s'])('%j is none', (text) => {
  expect(parseDurationSeconds(text)).toBeUndefined();
});
