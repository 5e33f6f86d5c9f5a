import { expect, it } from 'vitest';
import { Pages } from './pages.ts';

const page = (n: number, objects = 10) => ({ token: `t${n}`, objects, first: objects > 0 ? `u${n}` : '' });

it('goes on while pages bring new objects', () => {
  const pages = new Pages();
  for (let n = 0; n < 100; n++) expect(pages.take(page(n))).toBe(true);
  pages.begin();
  expect(pages.take(page(0))).toBe(true);
});

it('bears some pages without objects, not many in a row', () => {
  const pages = new Pages();
  for (let n = 0; n < 4; n++) expect(pages.take(page(n, 0))).toBe(false);
  expect(pages.take(page(4))).toBe(true);
  for (let n = 5; n < 9; n++) expect(pages.take(page(n, 0))).toBe(false);
  expect(() => pages.take(page(9, 0))).toThrow('5 consecutive pages of the list were empty');
});

it('sees a token that leads to itself', () => {
  const pages = new Pages();
  pages.take(page(1));
  expect(() => pages.take({ ...page(2), token: 't1' })).toThrow('has its own continue token');
});

it('sees pages that go round in a circle', () => {
  const pages = new Pages();
  pages.take(page(1));
  pages.take(page(2));
  expect(() => pages.take({ ...page(3), first: 'u1' })).toThrow('pages of the list repeat');
});
