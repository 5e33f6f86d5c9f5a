import { expect } from 'vitest';
import { type Decision, decide, type LeaseWrite, type Member, NOTHING } from '../../src/sharding/election.ts';
import type { ActiveSet, FleetView, ShardLease } from '../../src/sharding/fleet.ts';
import {
  LEAVING,
  type RawLease,
  readActiveLease,
  readShardLease,
  STATE,
  TOTAL,
} from '../../src/sharding/lease-values.ts';

/** Fleets by Lease in simulated time, for tests of the election: an API server, replicas, and what scrapes of all see. */

export const DURATION = 1_000;
export const STEP = 20;
const SYNC = 200;
export const OVERLAP = 100;

/** The API server: Leases with versions, written if they are still what the writer saw. */
export class Leases {
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
export class Replica {
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

export class World {
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
export function fleet(total: number, count: number, lateness?: () => number): World {
  const world = new World(lateness);
  world.start(total, count);
  world.run(4 * DURATION);
  expect(world.covered()).toBe(true);
  expect(world.twice()).toBe(false);
  world.forget();
  return world;
}

/** Numbers in [0, 1) that follow from a seed. */
export function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
