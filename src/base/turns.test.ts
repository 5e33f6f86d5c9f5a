import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { Turns } from './turns.ts';

describe('Turns', () => {
  it('let go on until the slice is used up, by whomever', async () => {
    const clock = new TestClock();
    const turns = new Turns(clock, 10);
    turns.run(() => clock.pass(6));
    expect(turns.next()).toBeUndefined();
    turns.run(() => clock.pass(4));
    const wait = turns.next();
    expect(wait).toBeInstanceOf(Promise);
    await wait;
    expect(turns.next()).toBeUndefined();
  });

  it('let one of those who wait go on a turn, in order', async () => {
    const clock = new TestClock();
    const turns = new Turns(clock, 10);
    const log: string[] = [];
    const worker = async (name: string): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        const turn = turns.next();
        if (turn) await turn;
        turns.run(() => {
          log.push(name);
          clock.pass(20);
        });
      }
    };
    const all = Promise.all(['a', 'b', 'c'].map(worker));
    const seen: number[] = [];
    let done = false;
    void all.then(() => {
      done = true;
    });
    while (!done) {
      const before = log.length;
      await clock.turn();
      seen.push(log.length - before);
    }
    // The first one goes on before the others begin, and finds the slice used up.
    expect(log).toEqual(['a', 'a', 'b', 'c', 'b', 'c']);
    expect(Math.max(...seen)).toBe(1);
  });

  it('count work that fails', () => {
    const clock = new TestClock();
    const turns = new Turns(clock, 10);
    const failing = (): void => {
      clock.pass(10);
      throw new Error('broken');
    };
    expect(() => turns.run(failing)).toThrow('broken');
    expect(turns.next()).toBeInstanceOf(Promise);
  });
});
