import { expect, it } from 'vitest';
import { parseDuration } from './flag-values.ts';

it.each([
  ['0', 0],
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['-1s', -1_000],
  ['2562047h', 2_562_047 * 3.6e6],
  // More than Go can say.
  ['2562048h', undefined],
  ['1', undefined],
  ['s', undefined],
  ['1y', undefined],
  ['', undefined],
])('a duration of %s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
