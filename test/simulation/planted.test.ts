import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted.ts';
import { simulate } from './run.ts';

const MOST_SEEDS = 40;

describe('planted bugs', { timeout: 300_000 }, () => {
  it.each(plantedBugs)('$name: is found', async ({ plant }) => {
    const takeOut = plant();
    try {
      for (let seed = 1; seed <= MOST_SEEDS; seed++) {
        const { violation } = await simulate(seed);
        if (!violation) continue;
        return;
      }
    } finally {
      takeOut();
    }
    expect.fail(`not found in ${MOST_SEEDS} seeds`);
  });
});
