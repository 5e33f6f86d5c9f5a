import { expect, it } from 'vitest';
import { TestClock } from './test-clock.ts';

it('calls back what is due, in order, and not what was cancelled', () => {
  const clock = new TestClock();
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now()]);
  clock.after(20, note('b'));
  clock.after(10, () => {
    note('a')();
    clock.after(5, note('nested'));
  });
  clock.after(12, note('never'))();
  clock.pass(15);
  clock.pass(100);
  expect(seen).toEqual([
    ['a', 10],
    ['nested', 15],
    ['b', 20],
  ]);
  expect(clock.now()).toBe(115);
});
