import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { Tidier } from './tidier.ts';

it('tidies a little under changes, thoroughly while there are none, and not while a list is taken in', async () => {
  const clock = new TestClock();
  const asked: string[] = [];
  const store = {
    pendingBytes: 1,
    filled: new Set<Promise<void>>(),
    tidy: async (thorough: boolean) => asked.push(thorough ? 'thoroughly' : 'a little'),
  };
  const tidier = new Tidier(() => [store], clock);
  const wait = async (): Promise<void> => {
    await clock.passSlowly(2_000, 500);
  };
  tidier.start();
  await wait();
  expect(asked).toEqual(['a little']);
  store.pendingBytes = 0;
  await wait();
  expect(asked.at(-1)).toBe('thoroughly');
  store.filled.add(Promise.resolve());
  await wait();
  expect(asked).toHaveLength(2);
  tidier.stop();
  store.filled.clear();
  await wait();
  expect(asked).toHaveLength(2);
});
