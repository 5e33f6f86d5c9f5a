import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  ['2', 2_000],
  ['0', 0],
  ['-5', 0],
  ['1.5', 1_500],
  ['2200000', 2_200_000_000],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Fri, 31 Dec 1999 23:59:59 GMT', 0],
  ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
  ['Thu Jan  1 00:00:30 2026', 30_000],
  ['Thu, 01 Foo 2026 00:00:30 GMT', undefined],
  ['', undefined],
  ['soon', undefined],
])('%j is %s ms', (text, ms) => expect(parseRetryAfter(text, now)).toBe(ms));
