import { expect, it } from 'vitest';
import { SeriesTable } from './series-table.ts';

it('keeps series with their value, family and marks while it grows', () => {
  const table = new SeriesTable(2);
  // All of them want the same place.
  for (let i = 0; i < 1_000; i++) table.mark(table.add(i << 20, i, i % 7, i / 2), i & 3);
  expect(table.size).toBe(1_000);
  for (let i = 0; i < 1_000; i++) {
    const place = table.find(i << 20, i);
    expect([table.family(place), table.value(place), table.marksOf(place)]).toEqual([i % 7, i / 2, i & 3]);
  }
  expect(table.find(1, 1)).toBe(-1);
  let seen = 0;
  table.forEach((place, a, b) => {
    expect(table.find(a, b)).toBe(place);
    seen++;
  });
  expect(seen).toBe(1_000);
});
