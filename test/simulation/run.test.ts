import { describe, expect, it } from 'vitest';
import { type Outcome, simulate } from './run.ts';

const SEEDS = 12;

describe('simulate', { timeout: 300_000 }, () => {
  it('finds every promise kept, and meets what is to be met', async () => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) outcomes.push(await simulate(seed));
    expect(outcomes.flatMap(({ seed, violation }) => (violation ? [`${seed}: ${violation.message}`] : []))).toEqual([]);
    const met = new Set(outcomes.flatMap((outcome) => [...outcome.met.keys()]));
    for (const what of [
      'scrape 503',
      'relist expired',
      'relist watchlist',
      'mode list',
      'mode watchlist',
      'restarted exporter',
    ])
      expect([...met]).toContain(what);
  });

  it('does the same for the same seed, and something else for another one', async () => {
    const [once, again, other] = [await simulate(3), await simulate(3), await simulate(4)];
    expect(again.trace).toBe(once.trace);
    expect(other.trace).not.toBe(once.trace);
  });
});
