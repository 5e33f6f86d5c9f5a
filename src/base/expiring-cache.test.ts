import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { ExpiringCache } from './expiring-cache.ts';

let clock: TestClock;
let lookups: string[];
beforeEach(() => {
  [clock, lookups] = [new TestClock(), []];
});
const lookUp = (key: string) => async () => {
  lookups.push(key);
  return key.toUpperCase();
};

describe('ExpiringCache', () => {
  it('keeps a value for its time', async () => {
    const cache = new ExpiringCache<string>(clock, 10);
    const ask = () => cache.get('a', lookUp('a'), () => 1_000);
    expect([await ask(), await ask()]).toEqual(['A', 'A']);
    expect(lookups).toEqual(['a']);
    clock.pass(1_000);
    await ask();
    expect(lookups).toEqual(['a', 'a']);
  });

  it('shares a lookup among those who ask at once, and keeps no failure', async () => {
    const cache = new ExpiringCache<string>(clock, 10);
    const fail = async () => {
      lookups.push('x');
      throw new Error('away');
    };
    const asked = [1, 2, 3].map(() => cache.get('x', fail, () => 1_000).catch(() => 'failed'));
    expect(await Promise.all(asked)).toEqual(['failed', 'failed', 'failed']);
    expect(lookups).toEqual(['x']);
    expect(await cache.get('x', lookUp('x'), () => 1_000)).toBe('X');
  });

  it('holds no more than its capacity, and nothing that is not to be kept', async () => {
    const cache = new ExpiringCache<string>(clock, 3);
    for (let i = 0; i < 100; i++) await cache.get(`k${i}`, lookUp(`k${i}`), () => 1_000);
    expect(cache.size).toBe(3);
    await cache.get('none', lookUp('none'), () => 0);
    expect(cache.size).toBe(3);
  });
});
