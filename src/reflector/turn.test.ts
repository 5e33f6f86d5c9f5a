import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { SyncLimiter } from './sync-limiter.ts';
import { Turn } from './turn.ts';

function open() {
  const clock = new TestClock();
  const syncLimiter = new SyncLimiter(1);
  let brought = 0;
  const holder = new Turn(syncLimiter, clock, 0, () => brought);
  const entered: string[] = [];
  const other = new Turn(syncLimiter, clock, 0, () => 0);
  return { clock, holder, other, entered, bring: () => brought++ };
}

it('ends when the holder leaves', async () => {
  const { clock, holder, other, entered } = open();
  await holder.enter();
  void other.enter().then(() => entered.push('other'));
  await clock.turn();
  expect(entered).toEqual([]);
  holder.leave();
  holder.leave();
  await clock.turn();
  expect(entered).toEqual(['other']);
});

it('ends for a holder that brings nothing', async () => {
  const { clock, holder, other, entered } = open();
  await holder.enter();
  void other.enter().then(() => entered.push('other'));
  await clock.passSlowly(9_000, 1_000);
  expect(entered).toEqual([]);
  await clock.passSlowly(1_000, 1_000);
  expect(entered).toEqual(['other']);
});

it('lasts a minute at most for a holder that gets on', async () => {
  const { clock, holder, other, entered, bring } = open();
  await holder.enter();
  void other.enter().then(() => entered.push('other'));
  for (let i = 0; i < 59; i++) {
    bring();
    await clock.passSlowly(1_000, 1_000);
  }
  expect(entered).toEqual([]);
  bring();
  await clock.passSlowly(1_000, 1_000);
  expect(entered).toEqual(['other']);
});
