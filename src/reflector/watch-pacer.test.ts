import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { WatchPacer } from './watch-pacer.ts';

function setUp() {
  const clock = new TestClock();
  const pacer = new WatchPacer(clock);
  const awake: string[] = [];
  const rest = (name: string, { signal = new AbortController().signal, behind = false } = {}): void => {
    void pacer.rest(signal, behind).then(() => awake.push(name));
  };
  return { clock, pacer, awake, rest };
}

describe('a pacer', () => {
  it('wakes those up together who rest, and lasts less than half a second', async () => {
    const { clock, awake, rest } = setUp();
    rest('a');
    await clock.passSlowly(200, 50);
    rest('b');
    expect(awake).toEqual([]);
    await clock.passSlowly(250, 50);
    expect(awake).toEqual(['a', 'b']);
    await clock.passSlowly(1_000, 50);
    rest('a');
    await clock.passSlowly(50, 50);
    expect(awake).toHaveLength(2);
    await clock.passSlowly(450, 50);
    expect(awake).toEqual(['a', 'b', 'a']);
  });

  it('lets a watch that may be behind look again soon, and no other', async () => {
    const { clock, awake, rest } = setUp();
    rest('a');
    rest('b', { behind: true });
    await clock.passSlowly(20, 10);
    expect(awake).toEqual(['b']);
  });

  it('ends the rest of one whose request is given up, before and while it rests', async () => {
    const { clock, awake, rest } = setUp();
    const [early, late] = [AbortSignal.abort(), new AbortController()];
    rest('a', { signal: late.signal });
    rest('b', { signal: late.signal, behind: true });
    rest('c');
    rest('d', { signal: early });
    await clock.turn();
    expect(awake).toEqual(['d']);
    late.abort();
    await clock.turn();
    expect(awake).toEqual(['d', 'a', 'b']);
    await clock.passSlowly(500, 50);
    expect(awake).toEqual(['d', 'a', 'b', 'c']);
  });

  it('catches up: ends all rests and waits until no watch takes anything any more', async () => {
    const { clock, pacer, awake, rest } = setUp();
    rest('a');
    rest('b', { behind: true });
    let left = 5;
    const take = async (): Promise<void> => {
      for (; left > 0; left--) {
        pacer.arrived();
        await clock.turn();
      }
    };
    const taking = take();
    await pacer.drain();
    expect(left).toBe(0);
    await taking;
    expect(awake).toEqual(['a', 'b']);
    // What ended early does not end the next rest.
    rest('c');
    await clock.passSlowly(100, 50);
    expect(awake).toHaveLength(2);
    await clock.passSlowly(400, 50);
    expect(awake).toEqual(['a', 'b', 'c']);
  });

  it('has nothing to wait for where nobody rests', async () => {
    await setUp().pacer.drain();
  });

  it('catches up for a bounded time', async () => {
    const { clock, pacer } = setUp();
    let done = false;
    const endless = (async () => {
      while (!done) {
        pacer.arrived();
        clock.pass(10);
        await clock.turn();
      }
    })();
    await pacer.drain();
    done = true;
    await endless;
    expect(clock.now()).toBeLessThan(1_000);
  });
});
