import { expect, it } from 'vitest';
import { indexByName } from './container-kind.ts';

it('keeps the items of a name in their order', () => {
  const items = ['b', 'a', 'b', '__proto__'].map((name, i) => ({ name, i }));
  const index = indexByName(items);
  expect(index.get('b')!.map(({ i }) => i)).toEqual([0, 2]);
  expect(index.get('__proto__')!.map(({ i }) => i)).toEqual([3]);
  expect(index.get('c')).toBeUndefined();
});
