import type { Clock } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import { askReadiness, type LeaseBody, LeaseRefused, microTime, readLease, writeLease } from '../kube/leases.ts';
import type { Transport } from '../model/transport.ts';
import type { LeaseWrite } from '../sharding/election.ts';
import { activeLeaseNames, shardLeaseNames } from '../sharding/fleet.ts';
import { FLEET_LABEL, LEAVING, nextTransitions, STATE, TOTAL } from '../sharding/lease-values.ts';
import type { Log } from '../telemetry/log.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { Contact } from './contact.ts';
import { ForeignLeases } from './foreign-leases.ts';
import type { LeaseView } from './lease-view.ts';

export interface LeaseWriterOptions {
  /** Name and namespace of the fleet's Leases. */
  readonly fleet: string;
  readonly namespace: string;
  readonly identity: string;
  readonly total: number;
  readonly leases: LeaseView;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each name of the fleet's that another application has a Lease of, and when it has none any more. */
  readonly onForeign: (name: string, foreign: boolean) => void;
}

const LONGEST_ANSWER_MS = 10_000;

/**
 * Writes and reads the Leases of a fleet and passes results to the view. After a conflict it reads the Lease, so that a
 * lost one is noticed even if the watch does not work.
 */
export class LeaseWriter {
  private readonly options: LeaseWriterOptions;
  private readonly leaseMs: number;
  private readonly answerMs: number;
  private readonly contact: Contact;
  private readonly sparing: SparingLog;
  readonly foreign: ForeignLeases;
  /** When the request began that last wrote the own Lease, was answered or failed, and read a Lease. */
  renewedAt = Number.NEGATIVE_INFINITY;
  triedAt = Number.NEGATIVE_INFINITY;
  readAt = Number.NEGATIVE_INFINITY;
  /** Leases may not be read by name. */
  readRefused = false;

  constructor(options: LeaseWriterOptions, leaseMs: number) {
    this.options = options;
    this.leaseMs = leaseMs;
    this.answerMs = Math.min(LONGEST_ANSWER_MS, leaseMs / 2);
    this.contact = new Contact(options.transport, options.clock);
    this.sparing = new SparingLog(() => options.clock.now());
    this.foreign = new ForeignLeases(options);
  }

  /** When the API server last answered to any request, other than that it cannot or may not. */
  get answeredAt(): number {
    return this.contact.answeredAt;
  }

  /** Shards whose Leases cannot be created, and whether that which says which set serves cannot. */
  get taken(): { shards: ReadonlySet<number>; active: boolean } {
    const { fleet, total } = this.options;
    const shards = new Set<number>();
    const names = new Set(this.foreign.names);
    if (names.size === 0) return { shards, active: false };
    const all = (both: readonly string[]): boolean => both.every((name) => names.has(name));
    for (let i = 0; i < total; i++) if (all(shardLeaseNames(fleet, i, total))) shards.add(i);
    return { shards, active: all(activeLeaseNames(fleet)) };
  }

  /** Writes a shard's Lease; resolves to whether it could. */
  async writeShard(write: LeaseWrite): Promise<boolean> {
    const { fleet, total, identity, leases, log } = this.options;
    const { shard, over, action, state, leaving } = write;
    const name = over?.name ?? this.foreign.pick(shardLeaseNames(fleet, shard, total));
    if (name === undefined) return false;
    const holder = action === 'release' ? '' : identity;
    const transitions = action === 'claim' ? nextTransitions(over?.transitions ?? 0) : (over?.transitions ?? 0);
    const startedAt = this.options.clock.now();
    const body = this.shardBody(name, write, holder, transitions);
    return this.attempt(name, over?.resourceVersion, body, (resourceVersion) => {
      if (action !== 'release') this.renewedAt = startedAt;
      if (action === 'claim') log.info({ shard, total }, 'claimed a shard');
      const durationMs = this.leaseMs;
      leases.putShard({ name, total, shard, holder, state, leaving, durationMs, transitions, resourceVersion });
    });
  }

  /** Makes the own set the one that serves; resolves to whether it could. */
  async writeActive(): Promise<boolean> {
    const { fleet, namespace, total, identity, leases, clock, log } = this.options;
    const over = leases.active;
    const name = over?.name ?? this.foreign.pick(activeLeaseNames(fleet));
    if (name === undefined) return false;
    const body: LeaseBody = {
      name,
      namespace,
      labels: { [FLEET_LABEL]: fleet },
      annotations: { [TOTAL]: String(total) },
      spec: { holderIdentity: identity, renewTime: microTime(clock.unixMs()) },
    };
    return this.attempt(name, over?.resourceVersion, body, (resourceVersion) => {
      log.info({ total }, 'this set of shards is now serving');
      leases.putActive({ name, total, resourceVersion });
    });
  }

  /** Finds out whose the Lease of a shard is, and whether the API server answers at all. Never rejects. */
  async check(shard: number, timeoutMs: number): Promise<void> {
    const { fleet, total, leases } = this.options;
    const lease = leases.shards.find((known) => known.total === total && known.shard === shard);
    const name = lease?.name ?? shardLeaseNames(fleet, shard, total)[0];
    await Promise.allSettled([
      this.settle(name, lease?.resourceVersion, timeoutMs),
      this.within(timeoutMs, (signal) => askReadiness(this.contact, signal)),
    ]);
  }

  /** Looks at a name that another application had a Lease of. Never rejects. */
  async recheck(name: string): Promise<void> {
    try {
      if (!(await this.settle(name, undefined, this.answerMs))) this.foreign.forget(name);
    } catch {
      // Nothing new is known; whoever needs the name finds out.
      this.foreign.forget(name);
    }
  }

  private async attempt(
    name: string,
    over: string | undefined,
    body: LeaseBody,
    onWritten: (resourceVersion: string) => void,
  ): Promise<boolean> {
    const { fleet, log } = this.options;
    try {
      const version = await this.within(this.answerMs, (signal) => writeLease(this.contact, body, over, signal));
      if (version !== undefined) {
        onWritten(version);
        return true;
      }
      const explained = await this.settle(name, over, this.answerMs);
      if (!explained && over === undefined) this.foreign.unexplained(name, this.leaseMs);
    } catch (error) {
      if (this.sparing.next('write'))
        log.warn({ fleet, lease: name, error: errorText(error) }, 'writing a Lease failed; retrying');
    }
    return false;
  }

  /** Reads a Lease and tells the view; resolves to whether it may be read. `version` is the one that the view has. */
  private async settle(name: string, version: string | undefined, timeoutMs: number): Promise<boolean> {
    const { fleet, namespace, leases, clock } = this.options;
    const startedAt = clock.now();
    try {
      const found = await this.within(timeoutMs, (signal) => readLease(this.contact, namespace, name, signal));
      this.readAt = startedAt;
      this.readRefused = false;
      const ours = found?.labels.get(FLEET_LABEL) === fleet;
      if (!found || ours) this.foreign.free(name);
      else this.foreign.found(name);
      if (found && ours) leases.take(found);
      else leases.drop(name, version);
      return true;
    } catch (error) {
      if (!(error instanceof LeaseRefused && error.status === 403)) throw error;
      this.readRefused = true;
      return false;
    }
  }

  /** An answer that comes too late is none: credentials that are waited for included. */
  private async within<T>(ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock } = this.options;
    const startedAt = clock.now();
    const giveUp = new AbortController();
    let cancel = (): void => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(ms, () => {
        giveUp.abort();
        reject(new CodedError('API_SILENT', `no answer within ${ms / 1000} s`));
      });
    });
    try {
      return await Promise.race([ask(giveUp.signal), late]);
    } finally {
      cancel();
      this.triedAt = Math.max(this.triedAt, startedAt);
    }
  }

  private shardBody(
    name: string,
    { state, leaving }: LeaseWrite,
    holderIdentity: string,
    leaseTransitions: number,
  ): LeaseBody {
    const { fleet, namespace, clock } = this.options;
    return {
      name,
      namespace,
      labels: { [FLEET_LABEL]: fleet },
      annotations: { [STATE]: state, ...(leaving && { [LEAVING]: 'true' }) },
      spec: {
        holderIdentity,
        leaseDurationSeconds: this.leaseMs / 1000,
        leaseTransitions,
        renewTime: microTime(clock.unixMs()),
      },
    };
  }
}
