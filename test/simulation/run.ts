import { createHash } from 'node:crypto';
import { troubles } from './faults.ts';
import { Violation } from './oracle.ts';
import { type Member, World } from './world.ts';

/** Result of a seed. */
export interface Outcome {
  readonly seed: number;
  /** Hash of everything that happened: the same for the same seed. */
  readonly trace: string;
  readonly simulatedMs: number;
  /** How often each thing happened that a run is to cover. */
  readonly met: ReadonlyMap<string, number>;
  readonly violation: Violation | undefined;
}

/** Time without trouble after which nothing excuses stale answers: a watch that has fallen silent is given up after eleven minutes. */
const RECOVERY_MS = 800_000;
/** How far behind the API server answers may be when nothing is wrong. */
const STALENESS_MS = 2_000;

/** Runs a seed: a phase with troubles, in which answers have to be safe, and one without, in which the fleet has to converge. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(seed);
  const { clock, chance, members } = world;
  const met = new Map<string, number>();
  const meet = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);
  let violation: Violation | undefined;
  try {
    await world.open();
    world.onLive = () => scrapeSome(world, meet, undefined);
    const rounds = 4 + chance.below(12);
    for (let i = 0; i < rounds; i++) {
      await world.live(chance.below(20_000));
      const trouble = chance.pick(troubles);
      meet(trouble.name);
      await trouble.happen(world);
    }
    world.server.faults.clear();
    await world.live(RECOVERY_MS);
    await converge(world, meet);
    for (const member of members) await countRelists(world, member, meet);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
  }
  for (const member of members) await world.stop(member);
  const trace = createHash('sha256').update(world.network.trace.join('\n')).digest('hex').slice(0, 16);
  return { seed, trace, simulatedMs: clock.now(), met, violation };
}

async function scrapeSome(world: World, meet: (what: string) => void, freshFrom: number | undefined): Promise<void> {
  for (const member of world.members) {
    if (member.app && world.chance.chance(0.5)) await scrape(world, member, meet, freshFrom);
  }
}

async function scrape(
  world: World,
  { port, judge }: Member,
  meet: (what: string) => void,
  freshFrom: number | undefined,
): Promise<void> {
  const { clock } = world;
  const before = await clock.runUntil(world.get(port + 1, '/readyz'));
  const answer = await clock.runUntil(world.get(port, '/metrics'));
  const after = await clock.runUntil(world.get(port + 1, '/readyz'));
  meet(`scrape ${answer.status}`);
  if (answer.status === 200) judge.judge(answer.text, freshFrom);
  const ready = [before.status, after.status];
  if (!ready.includes(answer.status)) {
    throw new Violation('honest', `/metrics is ${answer.status} while /readyz is ${ready.join(' and ')}`);
  }
}

/** Nothing is wrong any more: every answer has to be there, and fresh. */
async function converge(world: World, meet: (what: string) => void): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await world.live(5_000);
    for (const member of world.members) {
      const freshFrom = world.clock.now() - STALENESS_MS;
      const { status } = await world.clock.runUntil(world.get(member.port, '/metrics'));
      if (status !== 200) throw new Violation('convergent', `shard ${member.share.shard} answers ${status}`);
      await scrape(world, member, meet, freshFrom);
    }
  }
}

async function countRelists(world: World, { port }: Member, meet: (what: string) => void): Promise<void> {
  const { text } = await world.clock.runUntil(world.get(port + 1, '/metrics'));
  for (const [, reason] of text.matchAll(/^kube_state_metrics_relist_total\{.*reason="([^"]*)".*\} [1-9]/gm))
    meet(`relist ${reason}`);
  for (const [, mode] of text.matchAll(/^kube_state_metrics_sync_mode\{.*mode="([^"]*)".*\} [1-9]/gm))
    meet(`mode ${mode}`);
}
