import { disturbanceNames } from '../../src/simulator/disturbances.ts';
import type { Fault } from '../../src/simulator/fault-types.ts';
import { FOLLOWED } from './oracle.ts';
import type { World } from './world.ts';

/** Something bad that happens; resolves when it is done, which need not be when it is over. */
interface Trouble {
  readonly name: string;
  readonly happen: (world: World) => Promise<void> | void;
}

const CODES = [400, 401, 403, 404, 410, 429, 500, 502, 503, 504];

function someFault({ chance }: World): Fault {
  const faults: readonly (() => Fault)[] = [
    () => ({ type: 'delay', ms: chance.below(40_000) }),
    () => ({ type: 'status', code: chance.pick(CODES) }),
    () => ({ type: 'status', code: 429, retryAfterSeconds: chance.below(20) }),
    () => ({ type: 'cut', afterBytes: chance.below(4_000) }),
    () => ({ type: 'refuseWatchList', code: chance.pick([400, 422]) }),
    () => ({ type: 'endlessWatchList' }),
  ];
  return chance.pick(faults)();
}

/** Everything bad that can happen in the first phase. */
export const troubles: readonly Trouble[] = [
  {
    name: 'disturbed watches',
    happen: ({ server, chance }) =>
      server.disturb(chance.pick(disturbanceNames), chance.chance(0.5) ? chance.pick(FOLLOWED).plural : undefined),
  },
  {
    name: 'failing requests',
    happen: (world) => {
      const { server, chance } = world;
      const resource = chance.chance(0.5) ? { resource: chance.pick(FOLLOWED).plural } : {};
      server.faults.add({ fault: someFault(world), times: 1 + chance.below(6), ...resource });
    },
  },
  {
    name: 'compaction',
    happen: ({ server, chance }) => {
      server.compact();
      if (chance.chance(0.7)) server.disturb('end');
    },
  },
  {
    name: 'API server away',
    happen: async (world) => {
      world.network.block(6443, true);
      world.server.disturb('cut');
      await world.live(world.chance.below(60_000));
      world.network.block(6443, false);
    },
  },
  {
    name: 'restarted exporter',
    happen: async (world) => {
      const member = world.chance.pick(world.members);
      await world.stop(member);
      await world.live(world.chance.below(10_000));
      await world.start(member);
    },
  },
];
