import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { gather } from './gather.ts';

describe('gather', () => {
  it('shares one run among callers that ask before it begins, and runs again for later ones', async () => {
    const clock = new TestClock();
    const ends: (() => void)[] = [];
    const asked: number[] = [];
    const run = gather(clock, async (askedMs) => {
      asked.push(askedMs);
      await new Promise<void>((resolve) => ends.push(resolve));
      return asked.length;
    });
    const first = [run(), run()];
    await clock.turn();
    await clock.turn();
    expect(asked).toEqual([0]);
    clock.pass(5);
    const second = [run(), run()];
    clock.pass(5);
    await clock.turn();
    await clock.turn();
    // The one before has not ended.
    expect(asked).toEqual([0]);
    ends[0]!();
    expect(await Promise.all(first)).toEqual([1, 1]);
    await clock.turn();
    await clock.turn();
    expect(asked).toEqual([0, 5]);
    ends[1]!();
    expect(await Promise.all(second)).toEqual([2, 2]);
  });

  it('keeps nothing of a result', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const clock = new TestClock();
    const run = gather(clock, async () => ({ large: new Array(1_000) }));
    const result = new WeakRef(await run());
    // What has been looked at in a turn lives until its end.
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
    expect(result.deref()).toBeUndefined();
  });

  it('goes on after work that failed', async () => {
    const clock = new TestClock();
    let fail = true;
    const run = gather(clock, async () => {
      if (fail) throw new Error('broken');
      return 'made';
    });
    await expect(run()).rejects.toThrow('broken');
    fail = false;
    expect(await run()).toBe('made');
  });
});
