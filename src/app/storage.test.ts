import { expect, it } from 'vitest';
import { packingThreads } from './storage.ts';

it.each([
  [undefined, 1, 1],
  [undefined, 2, 1],
  [undefined, 4, 3],
  [undefined, 64, 4],
  ['1', 64, 1],
  ['3', 64, 2],
  ['3', 1, 2],
  ['100', 2, 4],
  ['0', 4, 3],
  ['-2', 4, 3],
  ['many', 4, 3],
  ['', 4, 3],
])('GOMAXPROCS=%s on %d cores: %d packing threads', (wanted, cores, threads) => {
  expect(packingThreads(wanted === undefined ? {} : { GOMAXPROCS: wanted }, cores)).toBe(threads);
});
