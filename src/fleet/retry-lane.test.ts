import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { RetryLane } from './retry-lane.ts';

it('makes one attempt at a time, and the next one ever later after failures', async () => {
  const clock = new TestClock();
  const lane = new RetryLane(clock, 100, 400);
  let end = (_: boolean): void => {};
  const attempt = (): Promise<boolean> =>
    new Promise((resolve) => {
      end = resolve;
    });
  const waits: number[] = [];
  for (let i = 0; i < 4; i++) {
    lane.run(attempt);
    expect(lane.open).toBe(false);
    clock.pass(1_000);
    expect([lane.open, lane.triedAt]).toEqual([false, clock.now() - 1_000]);
    end(false);
    await lane.settled();
    expect(lane.triedAt).toBe(Number.NEGATIVE_INFINITY);
    let ms = 0;
    for (; !lane.open; ms++) clock.pass(1);
    waits.push(ms);
  }
  expect(waits).toEqual([75, 150, 300, 300]);
  lane.run(attempt);
  end(true);
  await lane.settled();
  expect([lane.open, lane.triedAt]).toEqual([true, clock.now()]);
  lane.run(attempt);
  end(false);
  await lane.settled();
  clock.pass(75);
  expect(lane.open).toBe(true);
});
