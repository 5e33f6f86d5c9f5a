import type { Clock } from '../base/clock.ts';
import { annotations, type Identified, identity } from '../model/meta.ts';
import { mergeShapes, msg, optInt, optStr, type Read } from '../model/schema.ts';
import type { Sink } from '../reflector/contract.ts';
import { type ActiveSet, type FleetView, isHeld, type ShardLease, shardLeaseNames } from '../sharding/fleet.ts';
import { type RawLease, readActiveLease, readShardLease } from '../sharding/lease-values.ts';
import { isOlder } from '../values/resource-version.ts';

const leaseFields = {
  ...annotations,
  spec: msg(2, { holderIdentity: optStr(1), leaseDurationSeconds: optInt(2), leaseTransitions: optInt(5) }),
};
/** The fields of a Lease that the fleet reads. */
export const leaseShape = mergeShapes([identity, leaseFields]);

type LeaseObject = Identified & Read<typeof leaseFields>;

/** The Leases of a fleet, from a watch and from own requests; older versions are ignored. */
export class LeaseView implements Sink, FleetView {
  private readonly fleet: string;
  private readonly leaseMs: number;
  private readonly clock: Clock;
  private readonly onChange: () => void;
  private readonly byName = new Map<string, ShardLease>();
  private readonly actives = new Map<string, ActiveSet>();
  private listed = new Set<string>();

  /** `leaseMs`: how long a Lease of the own lasts. Those of others are not waited for any longer. */
  constructor(fleet: string, leaseMs: number, clock: Clock, onChange: () => void) {
    this.fleet = fleet;
    this.leaseMs = leaseMs;
    this.clock = clock;
    this.onChange = onChange;
  }

  /** One per shard: where there are two, the one in the regular place if somebody holds it, else the stand-in. */
  get shards(): readonly ShardLease[] {
    const now = this.clock.now();
    return [...this.byName.values()].filter((lease) => {
      const [regular, standIn] = shardLeaseNames(this.fleet, lease.shard, lease.total);
      if (lease.name === regular) return isHeld(lease, now) || !this.byName.has(standIn);
      const other = this.byName.get(regular);
      return !other || !isHeld(other, now);
    });
  }

  /** The one that was written last, if there are two. */
  get active(): ActiveSet | undefined {
    const [first, second] = this.actives.values();
    return first && second && isOlder(first.resourceVersion, second.resourceVersion) ? second : first;
  }

  /** Restarts the silence timer of every Lease. Call after the watch was interrupted. */
  restartSilence(): void {
    const seenAt = this.clock.now();
    for (const [name, lease] of this.byName) this.byName.set(name, { ...lease, seenAt });
  }

  pressure(): undefined {
    return undefined;
  }

  mark(): void {
    this.listed = new Set();
  }

  sweep(): void {
    for (const known of [this.byName, this.actives])
      for (const name of known.keys()) if (!this.listed.has(name)) known.delete(name);
    this.onChange();
  }

  upsert(object: Identified): void {
    const { metadata, spec } = object as LeaseObject;
    const { name, resourceVersion } = metadata;
    this.listed.add(name);
    this.take({
      name,
      resourceVersion,
      annotations: metadata.annotations,
      holder: spec.holderIdentity,
      durationSeconds: spec.leaseDurationSeconds,
      transitions: spec.leaseTransitions,
    });
  }

  delete({ metadata: { name } }: Identified): void {
    this.byName.delete(name);
    this.actives.delete(name);
    this.onChange();
  }

  /** A Lease of the fleet, however it became known. */
  take(lease: RawLease): void {
    const active = readActiveLease(this.fleet, lease);
    if (active) this.putActive(active);
    const shard = readShardLease(this.fleet, lease, this.leaseMs);
    if (shard) this.putShard(shard);
  }

  /** The API server has no such Lease of the fleet, unless it is another version than the one given. */
  drop(name: string, resourceVersion: string | undefined): void {
    const known = this.byName.get(name) ?? this.actives.get(name);
    if (!known || known.resourceVersion !== resourceVersion) return;
    this.byName.delete(name);
    this.actives.delete(name);
    this.onChange();
  }

  putShard(lease: Omit<ShardLease, 'seenAt' | 'renewed'>): void {
    const known = this.byName.get(lease.name);
    if (known && !isNewer(lease, known)) return;
    const renewed = known !== undefined && known.holder === lease.holder;
    this.byName.set(lease.name, { ...lease, seenAt: this.clock.now(), renewed });
    this.onChange();
  }

  putActive(active: ActiveSet): void {
    const known = this.actives.get(active.name);
    if (known && !isNewer(active, known)) return;
    this.actives.set(active.name, active);
    this.onChange();
  }
}

interface Versioned {
  readonly resourceVersion: string;
}

function isNewer({ resourceVersion }: Versioned, known: Versioned): boolean {
  return resourceVersion !== known.resourceVersion && !isOlder(resourceVersion, known.resourceVersion);
}
