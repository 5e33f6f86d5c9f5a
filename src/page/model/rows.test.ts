import { expect, it } from 'vitest';
import { nextRows, rowWindow, sortRows, wordFilter } from './rows.ts';

it('rowWindow comes to have all of a few hundred rows', () => {
  expect(rowWindow(400, 28, 0, 600, 0)).toEqual({ start: 0, end: 42 });
  expect(rowWindow(400, 28, 5_600, 600, 0)).toEqual({ start: 0, end: 242 });
  let present = 0;
  for (let i = 0; i < 20; i++) present = nextRows(400, present);
  expect(rowWindow(400, 28, 0, 600, present)).toEqual({ start: 0, end: 400 });
  expect(nextRows(401, 0)).toBe(0);
});

it.each([
  [0, 0, 42],
  [28 * 1_000, 980, 1_042],
  [28 * 20_000, 19_980, 20_000],
  [28 * 30_000, 19_980, 20_000],
])('rowWindow has the rows around %d pixels', (top, start, end) => {
  expect(rowWindow(20_000, 28, top, 600, 0)).toEqual({ start, end });
});

it('sortRows keeps the order of equal rows', () => {
  const rows = [
    { name: 'a', size: 1 },
    { name: 'b', size: 2 },
    { name: 'c', size: 1 },
  ];
  const names = (descending: boolean) =>
    sortRows(rows, { column: 'size', descending }, ({ size }) => size).map(({ name }) => name);
  expect(names(true)).toEqual(['b', 'a', 'c']);
  expect(names(false)).toEqual(['a', 'c', 'b']);
});

it('wordFilter wants every word, whatever its case', () => {
  const accepts = wordFilter(' Pod  info ');
  expect(accepts('kube_pod_INFO')).toBe(true);
  expect(accepts('kube_pod_ips')).toBe(false);
  expect(wordFilter('')('anything')).toBe(true);
});
