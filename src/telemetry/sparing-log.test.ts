import { expect, it } from 'vitest';
import { SparingLog } from './sparing-log.ts';

it('writes a line once per key and minute, with the number of suppressed ones', () => {
  let now = 0;
  const sparing = new SparingLog(() => now);
  expect(sparing.next('a')).toEqual({});
  for (let i = 0; i < 50; i++) expect(sparing.next('a')).toBeUndefined();
  expect(sparing.next('b')).toEqual({});
  now = 60_000;
  expect(sparing.next('a')).toEqual({ repeated: 50 });
  expect(sparing.next('b')).toEqual({});
});

it('keeps a bounded number of keys', () => {
  const sparing = new SparingLog(() => 0, 60_000, 10);
  for (let i = 0; i < 10; i++) sparing.next(`key ${i}`);
  expect(sparing.next('key 0')).toBeUndefined();
  sparing.next('one more');
  expect(sparing.next('key 0')).toEqual({});
});
