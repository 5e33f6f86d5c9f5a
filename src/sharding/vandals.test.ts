import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION, fleet, type Leases, lcg } from '../../test/support/election.ts';
import { type RawLease, STATE, TOTAL } from './lease-values.ts';

describe('a fleet into whose Leases others write', () => {
  const evil = (spec: Partial<RawLease>): Partial<RawLease> => ({
    holder: 'evil',
    durationSeconds: 2 ** 31 - 1,
    ...spec,
  });
  const said = (total: string): Partial<RawLease> => ({ annotations: new Map([[TOTAL, total]]) });
  const states = (state: string): Partial<RawLease> => ({ annotations: new Map([[STATE, state]]) });
  /** What somebody else may do to Leases once, without being there. */
  const vandals: Readonly<Record<string, (leases: Leases) => void>> = {
    'no total': (leases) => leases.put('f', { annotations: new Map() }),
    'a huge total': (leases) => leases.put('f', said('300000000')),
    'a total of nobody': (leases) => leases.put('f', said('1000')),
    'a total of another set': (leases) => leases.put('f', said('3')),
    'the other set': (leases) => {
      leases.put('f', said('3'));
      leases.put('f-0-of-3', evil(states('serving')));
    },
    'no Lease of the set': (leases) => leases.all.delete('f'),
    'a stranger': (leases) => leases.put('f-0-of-2', evil({})),
    'a stranger who says that it serves': (leases) => leases.put('f-1-of-2', evil(states('serving'))),
    'a stranger for no time': (leases) => leases.put('f-0-of-2', evil({ durationSeconds: 0 })),
    'a state of its own': (leases) => leases.put('f-0-of-2', states('<b>')),
    'many transitions': (leases) => leases.put('f-0-of-2', { transitions: 2 ** 40 }),
    'another replica': (leases) => leases.put('f-0-of-2', { holder: leases.all.get('f-1-of-2')?.holder ?? 'r0' }),
    'no Lease of a shard': (leases) => leases.all.delete('f-1-of-2'),
    'no Leases': (leases) => leases.all.clear(),
    'Leases that are none': (leases) => {
      for (const name of ['f-00-of-2', 'f-7-of-2', 'f-0-of-300000000', 'f-x', 'f-0-of-2-'])
        leases.put(name, evil(states('serving')));
    },
  };

  it.each(Object.entries(vandals))('goes on serving, and is whole again, after %s', (_, vandalize) => {
    const world = fleet(2, 3);
    vandalize(world.leases);
    world.run(4 * DURATION);
    expect(world.missingMs).toBe(0);
    world.forget();
    world.run(2 * DURATION);
    expect([world.missingMs, world.doubleMs]).toEqual([0, 0]);
    expect(world.leases.all.get('f')?.annotations.get(TOTAL)).toBe('2');
  });

  it('never leaves a gap whatever is written into its Leases, however late what it sees is', () => {
    // Two writes to one Lease in its duration would be those of somebody who lives.
    const pause = fc.integer({ min: 1.5 * DURATION, max: 3 * DURATION });
    const acts = fc.array(fc.tuple(fc.constantFrom(...Object.keys(vandals)), pause), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 1_000_000 }), (plan, seed) => {
        const world = fleet(2, 3, lcg(seed));
        for (const [act, ms] of plan) {
          vandals[act]!(world.leases);
          world.run(ms);
        }
        world.run(5 * DURATION);
        expect(world.missingMs).toBe(0);
        world.forget();
        world.run(DURATION);
        expect([world.missingMs, world.doubleMs]).toEqual([0, 0]);
      }),
      { numRuns: 40 },
    );
  });

  it('is without a shard that a stranger claims and keeps up for as long as that does, and no longer', () => {
    const world = fleet(2, 3);
    for (let i = 0; i < 5; i++) {
      world.leases.put('f-0-of-2', evil(states('serving')));
      world.run(DURATION / 2);
    }
    expect(world.covered()).toBe(false);
    world.run(2 * DURATION, () => world.covered());
    expect(world.covered()).toBe(true);
  });
});
