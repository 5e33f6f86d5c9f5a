import { expect, it } from 'vitest';
import { BadEvents } from './bad-events.ts';

it('makes up for bad events ever later, a minute at most, and forgives them after ten', () => {
  const bad = new BadEvents({ firstMs: 800, refusedMaxMs: 60_000 });
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => bad.next(at))).toEqual([
    0, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200, 60_000, 60_000,
  ]);
  expect(bad.next(600_000)).toBe(60_000);
  expect(bad.next(1_200_000)).toBe(0);
  expect(bad.next(1_200_001)).toBe(1_600);
});
