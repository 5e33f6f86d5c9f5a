import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decide, type LeaseWrite, type Member, NOTHING } from './election.ts';
import type { ActiveSet, FleetView, ShardLease } from './fleet.ts';
import { LEAVING, type RawLease, readActiveLease, readShardLease, STATE, TOTAL } from './leasevalues.ts';

const DURATION = 1_000;
const STEP = 20;
const SYNC = 200;
const OVERLAP = 100;

/** The API server: Leases with versions, written if they are still what the writer saw. */
class Leases {
  version = 0;
  readonly all = new Map<string, RawLease>();

  put(name: string, change: Partial<RawLease>): void {
    const none = { annotations: new Map<string, string>(), holder: '', durationSeconds: 0, transitions: 0 };
    const before = this.all.get(name);
    this.all.set(name, { ...none, ...before, ...change, name, resourceVersion: String(++this.version) });
  }

  write(identity: string, total: number, { shard, over, action, state, leaving }: LeaseWrite): boolean {
    const name = over?.name ?? `f-${shard}-of-${total}`;
    if (this.all.get(name)?.resourceVersion !== over?.resourceVersion) return false;
    this.put(name, {
      holder: action === 'release' ? '' : identity,
      annotations: new Map([[STATE, state], ...(leaving ? [[LEAVING, 'true'] as const] : [])]),
      durationSeconds: DURATION / 1000,
      transitions: (over?.transitions ?? 0) + (action === 'claim' ? 1 : 0),
    });
    return true;
  }

  activate(total: number, over: ActiveSet | undefined): void {
    if (this.all.get('f')?.resourceVersion !== over?.resourceVersion) return;
    this.put('f', { annotations: new Map([[TOTAL, String(total)]]) });
  }
}

/** A replica, as its driver runs it: what it sees is late, what it writes takes a step. */
class Replica {
  readonly identity: string;
  readonly total: number;
  leaving = false;
  gone = false;
  decision: Decision = NOTHING;
  private reads: number | undefined;
  private readSince = 0;
  private wroteAt = -DURATION;
  private renewedAt = -DURATION;
  private pending: (() => void) | undefined;
  private readonly seen = new Map<string, ShardLease>();
  private active: ActiveSet | undefined;

  constructor(identity: string, total: number) {
    this.identity = identity;
    this.total = total;
  }

  /** The watch delivers. */
  see(leases: Leases, now: number): void {
    for (const [key, raw] of leases.all) {
      const lease = readShardLease('f', raw, DURATION);
      if (!lease) continue;
      const known = this.seen.get(key);
      const renewed = known?.holder === lease.holder;
      if (known?.resourceVersion !== lease.resourceVersion) this.seen.set(key, { ...lease, seenAt: now, renewed });
    }
    for (const key of this.seen.keys()) if (!leases.all.has(key)) this.seen.delete(key);
    const active = leases.all.get('f');
    this.active = active && readActiveLease('f', active);
  }

  act(leases: Leases, now: number): void {
    this.pending?.();
    this.pending = undefined;
    const view: FleetView = { shards: [...this.seen.values()], active: this.active };
    const member: Member = {
      identity: this.identity,
      total: this.total,
      durationMs: DURATION,
      overlapMs: OVERLAP,
      reads: this.reads,
      synced: this.reads !== undefined && now - this.readSince >= SYNC,
      leaving: this.leaving,
      last: this.decision,
      wroteAt: this.wroteAt,
      renewedAt: this.renewedAt,
      blind: false,
      taken: new Set(),
      activeTaken: false,
    };
    const decision = decide(member, view, now);
    this.decision = decision;
    if (decision.serves !== undefined)
      expect([member.reads, member.synced], 'it has read what it serves').toEqual([decision.serves, true]);
    if (decision.read !== undefined && decision.read !== this.reads) {
      this.reads = decision.read;
      this.readSince = now;
    }
    if (decision.done) this.gone = true;
    const { write, activate } = decision;
    this.pending = () => {
      if (write && leases.write(this.identity, this.total, write)) this.renewedAt = now;
      if (activate) leases.activate(this.total, view.active);
    };
    if (write) this.wroteAt = now;
  }
}

class World {
  now = 0;
  readonly leases = new Leases();
  replicas: Replica[] = [];
  /** Times at which no total was served in full, and at which a shard was served twice. */
  missingMs = 0;
  doubleMs = 0;
  private started = 0;
  private readonly lateness: () => number;

  constructor(lateness: () => number = () => 0) {
    this.lateness = lateness;
  }

  start(total: number, count: number): Replica[] {
    const fresh = Array.from({ length: count }, () => new Replica(`r${this.started++}`, total));
    this.replicas.push(...fresh);
    return fresh;
  }

  kill(replica: Replica): void {
    this.replicas = this.replicas.filter((r) => r !== replica);
  }

  run(ms: number, until: () => boolean = () => false): void {
    for (const end = this.now + ms; this.now < end && !until(); this.now += STEP) {
      for (const replica of this.replicas) {
        if (this.lateness() < 0.7) replica.see(this.leases, this.now);
        replica.act(this.leases, this.now);
      }
      this.replicas = this.replicas.filter((r) => !r.gone);
      if (!this.covered()) this.missingMs += STEP;
      if (this.twice()) this.doubleMs += STEP;
    }
  }

  serving(): string[] {
    return this.replicas.flatMap((r) => (r.decision.serves === undefined ? [] : [`${r.decision.serves}/${r.total}`]));
  }

  covered(): boolean {
    const serving = new Set(this.serving());
    const totals = new Set(this.replicas.map((r) => r.total));
    return [...totals].some((total) =>
      Array.from({ length: total }, (_, i) => serving.has(`${i}/${total}`)).every(Boolean),
    );
  }

  twice(): boolean {
    const serving = this.serving();
    return new Set(serving).size < serving.length || new Set(serving.map((s) => s.split('/')[1])).size > 1;
  }

  forget(): void {
    this.missingMs = 0;
    this.doubleMs = 0;
  }
}

/** A fleet that serves. */
function fleet(total: number, count: number, lateness?: () => number): World {
  const world = new World(lateness);
  world.start(total, count);
  world.run(4 * DURATION);
  expect(world.covered()).toBe(true);
  expect(world.twice()).toBe(false);
  world.forget();
  return world;
}

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

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
