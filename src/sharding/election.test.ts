import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION, fleet, lcg, OVERLAP, type Replica, STEP, World } from '../../test/support/election.ts';

const holders = (world: World): Replica[] => world.replicas.filter((r) => r.decision.serves !== undefined);

/** As a Deployment with a surge of one does it: a new replica, then an old one is told to end. */
function roll(world: World, total: number, count: number): void {
  const old = [...world.replicas];
  for (let i = 0; i < Math.max(old.length, count); i++) {
    if (i < count) world.start(total, 1);
    if (old[i]) old[i]!.leaving = true;
    world.run(DURATION);
  }
  world.run(4 * DURATION);
  expect(world.replicas.filter((r) => old.includes(r))).toEqual([]);
}

describe('a fleet by Leases', () => {
  it.each([
    [1, 1],
    [1, 3],
    [3, 3],
    [4, 6],
  ])('serves each of %d shards once with %d replicas; the others stand by', (total, count) => {
    const world = fleet(total, count);
    expect(holders(world)).toHaveLength(total);
    world.run(10 * DURATION);
    expect([world.missingMs, world.doubleMs]).toEqual([0, 0]);
  });

  it('does without what it has no replicas for, and takes it up when there is one', () => {
    const world = new World();
    world.start(3, 2);
    world.run(4 * DURATION);
    expect(holders(world)).toHaveLength(2);
    world.start(3, 1);
    world.run(2 * DURATION);
    expect(world.covered()).toBe(true);
  });

  it.each([
    [1, 2],
    [2, 2],
    [3, 4],
  ])('is rolled without a gap: %d shards, %d replicas', (total, count) => {
    const world = fleet(total, count);
    roll(world, total, count);
    expect(world.missingMs).toBe(0);
    expect(world.doubleMs).toBeGreaterThanOrEqual(OVERLAP);
    expect(world.doubleMs).toBeLessThanOrEqual(count * (OVERLAP + 4 * STEP));
    expect(holders(world)).toHaveLength(total);
  });

  it('is scaled without a gap, back and forth', () => {
    const world = fleet(2, 2);
    for (const total of [3, 5, 2, 3]) roll(world, total, total);
    expect(world.missingMs).toBe(0);
    expect(holders(world)).toHaveLength(3);
  });

  it('leaves those alone who serve while a fleet of another total is not complete', () => {
    const world = fleet(2, 2);
    const before = world.serving().sort();
    world.start(3, 2);
    world.run(5 * DURATION);
    expect(world.serving().sort()).toEqual(before);
    expect([world.missingMs, world.doubleMs]).toEqual([0, 0]);
  });

  it('has a successor at once after a replica that is alone, which stands by warm', () => {
    const world = fleet(1, 2);
    const [lost] = holders(world);
    world.kill(lost!);
    world.run(3 * DURATION, () => world.covered());
    expect(world.missingMs).toBeLessThanOrEqual(DURATION + 4 * STEP);
  });

  it('reads the share of a replica that falls silent, so that it is served when its Lease has run out', () => {
    for (let i = 0; i < 3; i++) {
      const world = fleet(3, 4);
      world.kill(holders(world)[i]!);
      world.run(3 * DURATION, () => world.covered());
      expect(world.missingMs).toBeLessThanOrEqual(DURATION + 4 * STEP);
    }
  });

  it('gives a shard of which the successor never comes no up before it is told to', () => {
    const world = fleet(2, 2);
    holders(world)[0]!.leaving = true;
    world.run(10 * DURATION);
    expect(world.missingMs).toBe(0);
  });

  it('never leaves a gap without a loss, however late what it sees is', () => {
    const moves = fc.array(fc.constantFrom<('roll' | number)[]>('roll', 2, 3, 4), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 1_000_000 }), (plan, seed) => {
        const world = fleet(2, 3, lcg(seed));
        let total = 2;
        for (const move of plan) {
          if (typeof move === 'number') total = move;
          roll(world, total, total + 1);
        }
        expect(world.missingMs).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
