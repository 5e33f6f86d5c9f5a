import type { Clock } from '../base/clock.ts';
import { isOlder } from '../base/resourceversion.ts';
import { annotations, type Identified, identity } from '../model/meta.ts';
import { mergeShapes, msg, optInt, optStr, type Read } from '../model/schema.ts';
import type { Sink } from '../reflector/options.ts';
import type { ActiveSet, FleetView, ShardLease, ShardState } from '../sharding/fleet.ts';
import { readShardLeaseName } from '../sharding/fleet.ts';

/** How the Leases of a fleet are told from others, and what their annotations are called. */
export const FLEET_LABEL = 'kube-state-metrics/fleet';
export const STATE = 'kube-state-metrics/state';
export const LEAVING = 'kube-state-metrics/leaving';
export const TOTAL = 'kube-state-metrics/total';

const leaseFields = {
  ...annotations,
  spec: msg(2, { holderIdentity: optStr(1), leaseDurationSeconds: optInt(2), leaseTransitions: optInt(5) }),
};
export const leaseShape = mergeShapes([identity, leaseFields]);

type LeaseObject = Identified & Read<typeof leaseFields>;

/** The Leases of a fleet as a watch brings them and own writes change them; versions that are older are passed over. */
export class FleetLeases implements Sink, FleetView {
  private readonly fleet: string;
  private readonly clock: Clock;
  private readonly onChange: () => void;
  private readonly byName = new Map<string, ShardLease>();
  private listed = new Set<string>();
  active: ActiveSet | undefined;

  constructor(fleet: string, clock: Clock, onChange: () => void) {
    this.fleet = fleet;
    this.clock = clock;
    this.onChange = onChange;
  }

  get shards(): readonly ShardLease[] {
    return [...this.byName.values()];
  }

  /** What was not heard of is not to count as silence: for after the watch was interrupted. */
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
    for (const name of this.byName.keys()) if (!this.listed.has(name)) this.byName.delete(name);
    if (!this.listed.has(this.fleet)) this.active = undefined;
    this.onChange();
  }

  upsert(object: Identified): void {
    const lease = object as LeaseObject;
    const { name, resourceVersion } = lease.metadata;
    this.listed.add(name);
    if (name === this.fleet) this.putActive(Number(lease.metadata.annotations.get(TOTAL)), resourceVersion);
    const place = readShardLeaseName(this.fleet, name);
    if (!place) return;
    const { spec, metadata } = lease;
    this.putShard({
      ...place,
      holder: spec.holderIdentity ?? '',
      state: (metadata.annotations.get(STATE) as ShardState | undefined) ?? 'syncing',
      leaving: metadata.annotations.get(LEAVING) === 'true',
      durationMs: (spec.leaseDurationSeconds ?? 0) * 1000,
      transitions: spec.leaseTransitions ?? 0,
      resourceVersion,
    });
  }

  delete({ metadata: { name } }: Identified): void {
    this.byName.delete(name);
    if (name === this.fleet) this.active = undefined;
    this.onChange();
  }

  putShard(lease: Omit<ShardLease, 'seenAt'>): void {
    const name = `${lease.shard}-of-${lease.total}`;
    const known = this.byName.get(`${this.fleet}-${name}`);
    if (known && !isOlder(known.resourceVersion, lease.resourceVersion)) return;
    this.byName.set(`${this.fleet}-${name}`, { ...lease, seenAt: this.clock.now() });
    this.onChange();
  }

  putActive(total: number, resourceVersion: string): void {
    if (this.active && !isOlder(this.active.resourceVersion, resourceVersion)) return;
    this.active = { total, resourceVersion };
    this.onChange();
  }
}
