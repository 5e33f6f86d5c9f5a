import { type Clock, sleep } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import { type LeaseBody, microTime, writeLease } from '../kube/leases.ts';
import type { Transport } from '../model/transport.ts';
import { type Decision, decide, type LeaseWrite, NOTHING } from '../sharding/election.ts';
import { shardLeaseName } from '../sharding/fleet.ts';
import type { Log } from '../telemetry/log.ts';
import { FLEET_LABEL, type FleetLeases, LEAVING, STATE, TOTAL } from './fleetview.ts';

export interface LeaseFleetOptions {
  /** Name and namespace of the fleet's Leases. */
  readonly fleet: string;
  readonly namespace: string;
  readonly identity: string;
  readonly total: number;
  /** Within which a lost shard is to be served again. */
  readonly durationMs: number;
  /** How long a replica goes on serving beside its successor. */
  readonly overlapMs: number;
  readonly leases: FleetLeases;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads a share; resolves to whether it has been read, which it has not when another is read instead. */
  readonly read: (shard: number) => Promise<boolean>;
  /** Told which shard scrapes see from now on; undefined: none. */
  readonly onServing: (shard: number | undefined) => void;
}

/** What a member is: it serves a shard, or will as soon as it has read it, or waits for one. */
export type FleetRole = 'serving' | 'syncing' | 'standby';

/** A Lease lasts for so much of the time within which a shard is to be served again; the rest is for the claim. */
const LEASE_SHARE = 0.8;
const TICK_MS = 250;
/** After a write that failed, and after one that somebody else was faster than. */
const RETRY_MS = 1_000;
const CONFLICT_MS = 100;

/** Takes part in a fleet whose shards are Leases: does what `decide` says. */
export class LeaseFleet {
  private readonly options: LeaseFleetOptions;
  private readonly leaseSeconds: number;
  private decision: Decision = NOTHING;
  private reads: number | undefined;
  private synced = false;
  private leaving = false;
  /** Whether what is known of the Leases is what they are. */
  private fresh = false;
  private writing: Promise<void> | undefined;
  private wroteAt = -Infinity;
  private quietUntil = -Infinity;
  private readonly ended = new AbortController();
  private cancelTick = (): void => {};
  private onDone = (): void => {};

  constructor(options: LeaseFleetOptions) {
    this.options = options;
    this.leaseSeconds = Math.max(1, Math.floor((options.durationMs * LEASE_SHARE) / 1000));
  }

  get role(): FleetRole {
    const { serves, holds } = this.decision;
    if (serves !== undefined) return 'serving';
    return holds !== undefined && !(this.synced && this.reads === holds) ? 'syncing' : 'standby';
  }

  /** The watch of the Leases works, or does not. */
  watching(works: boolean): void {
    if (works && !this.fresh) this.options.leases.restartSilence();
    this.fresh = works;
    this.look();
  }

  /** Decides anew, as something has changed. */
  look(): void {
    if (this.ended.signal.aborted) return;
    this.cancelTick();
    this.cancelTick = this.options.clock.after(Math.min(TICK_MS, this.leaseMs / 20), () => this.look());
    if (this.fresh) this.apply(this.decide());
  }

  /** Hands the shard over: resolves when a successor serves it, or after `timeoutMs`, when it is given up. */
  async leave(timeoutMs: number): Promise<void> {
    const { clock, log } = this.options;
    const done = new Promise<void>((resolve) => {
      this.onDone = resolve;
    });
    this.leaving = true;
    const { holds, serves } = this.decision;
    if (holds !== undefined) log.info({ shard: holds }, 'waiting for a successor');
    this.look();
    // A standby has nothing to hand over, whether or not the API server can be reached.
    if (holds !== undefined || serves !== undefined) {
      const waiting = new AbortController();
      await Promise.race([done, sleep(clock, timeoutMs, waiting.signal)]);
      waiting.abort();
    }
    this.stop();
    // A claim that is on its way would outlive its replica.
    await this.writing;
    await this.release();
  }

  stop(): void {
    this.cancelTick();
    this.ended.abort();
  }

  private get leaseMs(): number {
    return this.leaseSeconds * 1000;
  }

  private decide(): Decision {
    const { identity, total, overlapMs, leases, clock } = this.options;
    const { reads, synced, leaving, wroteAt, decision: last, leaseMs: durationMs } = this;
    const member = { identity, total, durationMs, overlapMs, reads, synced, leaving, last, wroteAt };
    return decide(member, leases, clock.now());
  }

  private apply(decision: Decision): void {
    const before = this.decision;
    this.decision = decision;
    const { read, serves, write, activate, done } = decision;
    // Serving first: a successor serves before it says so.
    if (serves !== before.serves) this.options.onServing(serves);
    if (read !== undefined && read !== this.reads) void this.read(read);
    if (done) this.onDone();
    if (this.writing || this.options.clock.now() < this.quietUntil) return;
    if (write) this.writing = this.write(() => this.writeShard(write));
    else if (activate) this.writing = this.write(() => this.writeActive());
  }

  private async read(shard: number): Promise<void> {
    this.reads = shard;
    this.synced = false;
    const read = await this.options.read(shard);
    if (!read || this.reads !== shard) return;
    this.synced = true;
    this.look();
  }

  /** One write at a time; what came of it is looked at at once. */
  private async write(send: () => Promise<boolean>): Promise<void> {
    const { clock, log } = this.options;
    this.wroteAt = clock.now();
    try {
      if (!(await send())) this.quietUntil = clock.now() + CONFLICT_MS * (0.5 + clock.random());
    } catch (error) {
      this.quietUntil = clock.now() + Math.min(RETRY_MS, this.leaseMs / 10);
      log.warn({ fleet: this.options.fleet, error: errorText(error) }, 'writing a Lease failed; trying again');
    }
    this.writing = undefined;
    this.look();
  }

  private async writeShard(write: LeaseWrite): Promise<boolean> {
    const { total, identity, leases, transport, log } = this.options;
    const { shard, over, action, state, leaving } = write;
    const holder = action === 'release' ? '' : identity;
    const transitions = (over?.transitions ?? 0) + (action === 'claim' ? 1 : 0);
    const version = await writeLease(transport, this.body(write, holder, transitions), over?.resourceVersion);
    if (version === undefined) return false;
    if (action === 'claim') log.info({ shard, total }, 'claimed a shard');
    const durationMs = this.leaseMs;
    leases.putShard({ total, shard, holder, state, leaving, durationMs, transitions, resourceVersion: version });
    return true;
  }

  private body({ shard, state, leaving }: LeaseWrite, holder: string, transitions: number): LeaseBody {
    const { fleet, namespace, total, clock } = this.options;
    return {
      name: shardLeaseName(fleet, shard, total),
      namespace,
      labels: { [FLEET_LABEL]: fleet },
      annotations: { [STATE]: state, ...(leaving && { [LEAVING]: 'true' }) },
      spec: {
        holderIdentity: holder,
        leaseDurationSeconds: this.leaseSeconds,
        leaseTransitions: transitions,
        renewTime: microTime(clock.unixMs()),
      },
    };
  }

  private async writeActive(): Promise<boolean> {
    const { fleet, namespace, total, identity, leases, transport, clock, log } = this.options;
    const body: LeaseBody = {
      name: fleet,
      namespace,
      labels: { [FLEET_LABEL]: fleet },
      annotations: { [TOTAL]: String(total) },
      spec: { holderIdentity: identity, renewTime: microTime(clock.unixMs()) },
    };
    const version = await writeLease(transport, body, leases.active?.resourceVersion);
    if (version === undefined) return false;
    log.info({ total }, 'this set of shards serves from now on');
    leases.putActive(total, version);
    return true;
  }

  private async release(): Promise<void> {
    const { identity, total, leases, log } = this.options;
    const over = leases.shards.find((lease) => lease.total === total && lease.holder === identity);
    if (!over) return;
    try {
      await this.writeShard({ shard: over.shard, over, action: 'release', state: 'syncing', leaving: false });
    } catch (error) {
      log.warn({ shard: over.shard, error: errorText(error) }, 'the Lease was not released; it runs out');
    }
  }
}
