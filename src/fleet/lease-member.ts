import { sleep } from '../base/clock.ts';
import { type Decision, decide, type LeaseWrite, NOTHING, RENEWALS } from '../sharding/election.ts';
import { anotherServes } from '../sharding/fleet.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { LeaseWriter, type LeaseWriterOptions } from './lease-writer.ts';
import { RetryLane } from './retry-lane.ts';

export interface LeaseMemberOptions extends LeaseWriterOptions {
  /** Within which a lost shard is to be served again. */
  readonly durationMs: number;
  /** Time for which a replica keeps serving beside its successor. */
  readonly overlapMs: number;
  /** Reads a share; resolves to whether it has been read, which it has not when another is read instead. */
  readonly read: (shard: number) => Promise<boolean>;
  /** Told which shard scrapes see from now on; undefined: none. */
  readonly onServing: (shard: number | undefined) => void;
  /** Told whether it serves by a Lease that has run out. */
  readonly onExpired: (expired: boolean) => void;
}

/** Role of a process in its fleet. */
export type FleetRole = 'serving' | 'syncing' | 'standby' | 'waiting' | 'checking';

/** A Lease lasts for so much of the time within which a shard is to be served again; the rest is for the claim. */
const LEASE_SHARE = 0.8;
const TICK_MS = 250;
/** After an attempt that failed; twice as long after each further one, up to the time between two renewals. */
const RETRY_MS = 100;
const MIN_MAX_RETRY_MS = 500;
/** A Lease that could not be renewed is looked at so often once most of it has passed. */
const CHECK_MS = 1_000;
const CHECK_FROM = 0.75;

/** Returns the duration that a Lease declares, from the time within which a lost shard must be served again. */
export function leaseMsOf(durationMs: number): number {
  return Math.max(1, Math.floor((durationMs * LEASE_SHARE) / 1000)) * 1000;
}

/** Takes part in a fleet whose shards are Leases: does what `decide` says. */
export class LeaseMember {
  private readonly options: LeaseMemberOptions;
  private readonly leaseMs: number;
  private readonly writer: LeaseWriter;
  private readonly sparing: SparingLog;
  private readonly shardLane: RetryLane;
  private readonly activeLane: RetryLane;
  private readonly checkLane: RetryLane;
  private decision: Decision = NOTHING;
  private reads: number | undefined;
  private synced = false;
  private leaving = false;
  /** Whether what is known of the Leases is what they are. */
  private fresh = false;
  private othersServe = false;
  private blind = false;
  private expired = false;
  private readonly ended = new AbortController();
  private cancelTick = (): void => {};
  private onDone = (): void => {};

  constructor(options: LeaseMemberOptions) {
    const { clock } = options;
    this.options = options;
    this.leaseMs = leaseMsOf(options.durationMs);
    this.writer = new LeaseWriter(options, this.leaseMs);
    this.sparing = new SparingLog(() => clock.now());
    const longestMs = Math.max(MIN_MAX_RETRY_MS, this.leaseMs / RENEWALS);
    this.shardLane = new RetryLane(clock, RETRY_MS, longestMs);
    this.activeLane = new RetryLane(clock, RETRY_MS, longestMs);
    this.checkLane = new RetryLane(clock, 0, 0);
  }

  get role(): FleetRole {
    const { serves, holds } = this.decision;
    if (serves !== undefined) return this.isUnsure() ? 'checking' : 'serving';
    if (holds !== undefined && !(this.synced && this.reads === holds)) return 'syncing';
    return this.othersServe ? 'standby' : 'waiting';
  }

  /** Whether it has read all of a share, so that it could take that over. */
  get isWarm(): boolean {
    return this.reads !== undefined && this.synced;
  }

  /** The watch of the Leases works, or does not. */
  watching(works: boolean): void {
    if (works && !this.fresh) this.options.leases.restartSilence();
    this.fresh = works;
    this.look();
  }

  /** Decides again, because something has changed. */
  look(): void {
    if (this.ended.signal.aborted) return;
    const { leases, identity, clock } = this.options;
    this.cancelTick();
    this.cancelTick = clock.after(Math.min(TICK_MS, this.leaseMs / 20), () => this.look());
    this.checkLease();
    if (this.fresh) this.othersServe = anotherServes(leases, identity, clock.now());
    const decision = this.decide();
    this.apply(this.fresh ? decision : restrain(decision));
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
    await this.shardLane.settled();
    await this.release();
  }

  stop(): void {
    this.cancelTick();
    this.ended.abort();
  }

  /** For how long its Lease has not been renewed. */
  private get silentMs(): number {
    return this.options.clock.now() - this.writer.renewedAt;
  }

  /** The process has slept longer than its Lease lasts, and nothing has been asked since. */
  private isUnsure(): boolean {
    const { renewedAt, triedAt } = this.writer;
    return this.options.clock.now() - Math.max(renewedAt, triedAt) >= this.leaseMs;
  }

  private decide(): Decision {
    const { identity, total, overlapMs, leases, clock } = this.options;
    const { reads, synced, leaving, blind, decision: last, leaseMs: durationMs } = this;
    const { renewedAt, taken } = this.writer;
    const wroteAt = this.shardLane.triedAt;
    const known = { identity, total, durationMs, overlapMs, reads, synced, leaving, last, wroteAt, renewedAt, blind };
    return decide({ ...known, taken: taken.shards, activeTaken: taken.active }, leases, clock.now());
  }

  private apply(decision: Decision): void {
    const before = this.decision;
    this.decision = decision;
    const { read, serves, write, activate, done } = decision;
    // Serving first: a successor serves before it says so.
    if (serves !== before.serves) this.options.onServing(serves);
    if (read !== undefined && read !== this.reads) void this.read(read);
    if (done) this.onDone();
    if (write && this.shardLane.open) this.attempt(this.shardLane, () => this.writer.writeShard(write));
    if (activate && this.activeLane.open && !this.writer.taken.active)
      this.attempt(this.activeLane, () => this.writer.writeActive());
    const { due } = this.writer.foreign;
    if (due !== undefined && this.fresh && this.checkLane.open) this.attempt(this.checkLane, () => this.recheck(due));
  }

  /** Acts on the result of an attempt immediately. */
  private attempt(lane: RetryLane, send: () => Promise<boolean>): void {
    lane.run(send);
    void lane.settled().then(() => this.look());
  }

  private async read(shard: number): Promise<void> {
    this.reads = shard;
    this.synced = false;
    const read = await this.options.read(shard);
    if (!read || this.reads !== shard) return;
    this.synced = true;
    this.look();
  }

  private async recheck(name: string): Promise<boolean> {
    await this.writer.recheck(name);
    return true;
  }

  /**
   * A Lease that could not be renewed is asked for again and again. Once it has run out, somebody else may have it. While the
   * API server does not answer at all, nobody can; while it answers and the Lease cannot be read, it is not known.
   */
  private checkLease(): void {
    const { clock, log, onExpired } = this.options;
    const { serves, holds } = this.decision;
    const shard = serves ?? holds;
    const now = clock.now();
    const everyMs = Math.min(CHECK_MS, this.leaseMs / 4);
    if (shard !== undefined && this.silentMs >= this.leaseMs * CHECK_FROM && this.checkLane.open) {
      if (now - this.checkLane.triedAt >= everyMs) this.attempt(this.checkLane, () => this.check(shard, 2 * everyMs));
    }
    const overdue = shard !== undefined && this.silentMs >= this.leaseMs;
    const recent = now - 3 * everyMs;
    const knows = this.writer.readAt >= recent || (this.writer.readRefused && this.fresh);
    const blind = overdue && !knows && (this.blind || this.writer.answeredAt >= recent);
    if (blind && !this.blind)
      log.error(
        { shard },
        'the Lease has expired and cannot be read although the API server responds; serving no shard',
      );
    this.blind = blind;
    const expired = overdue && serves !== undefined && !blind;
    if (expired && this.sparing.next('expired'))
      log.warn({ shard }, 'the Lease has expired and cannot be renewed; still serving, as no other holder is known');
    if (expired !== this.expired) onExpired(expired);
    this.expired = expired;
  }

  private async check(shard: number, timeoutMs: number): Promise<boolean> {
    await this.writer.check(shard, timeoutMs);
    return true;
  }

  private async release(): Promise<void> {
    const { identity, total, leases, log } = this.options;
    const over = leases.shards.find((lease) => lease.total === total && lease.holder === identity);
    if (!over) return;
    const write: LeaseWrite = { shard: over.shard, over, action: 'release', state: 'syncing', leaving: false };
    if (!(await this.writer.writeShard(write)))
      log.warn({ shard: over.shard }, 'the Lease could not be released; it will expire');
  }
}

/** Writes that are allowed while the watch does not work: those that keep serving, or find out whether to. */
function restrain(decision: Decision): Decision {
  const { write } = decision;
  return {
    ...decision,
    read: undefined,
    activate: false,
    write: write?.action === 'renew' ? write : undefined,
  };
}
