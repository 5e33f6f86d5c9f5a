/**
 * A fleet whose shards are Leases, as its members see it. For each total there is a set of Leases `NAME-I-of-TOTAL`, one per
 * shard; which set serves is said by the Lease `NAME`. So a fleet of another total can be built up beside the one that
 * serves, and takes over as a whole.
 */

/** How far the holder of a shard is: it reads the share; it has read it; scrapes see it. */
export type ShardState = 'syncing' | 'ready' | 'serving';

/** The Lease of a shard as it was last seen. */
export interface ShardLease {
  readonly total: number;
  readonly shard: number;
  /** Empty: released. */
  readonly holder: string;
  readonly state: ShardState;
  /** The holder is about to end and waits for somebody to take over. */
  readonly leaving: boolean;
  readonly durationMs: number;
  readonly transitions: number;
  readonly resourceVersion: string;
  /** When it was last seen to change, by the own clock: clocks of other machines are not compared. */
  readonly seenAt: number;
}

/** The Lease that says which set serves. */
export interface ActiveSet {
  readonly total: number;
  readonly resourceVersion: string;
}

export interface FleetView {
  readonly shards: readonly ShardLease[];
  readonly active: ActiveSet | undefined;
}

export function shardLeaseName(fleet: string, shard: number, total: number): string {
  return `${fleet}-${shard}-of-${total}`;
}

/** The shard and total that the name of a Lease says; undefined where it is none of the fleet's shards. */
export function readShardLeaseName(fleet: string, name: string): { shard: number; total: number } | undefined {
  if (!name.startsWith(`${fleet}-`)) return undefined;
  const [, shard, total] = /^(\d+)-of-(\d+)$/.exec(name.slice(fleet.length + 1)) ?? [];
  return shard === undefined ? undefined : { shard: Number(shard), total: Number(total) };
}

/** Whether somebody holds the Lease and renews it. */
export function isHeld({ holder, seenAt, durationMs }: ShardLease, now: number): boolean {
  return holder !== '' && now - seenAt < durationMs;
}

/** The Leases of one set, by shard; undefined where there is none yet. */
export function setOf(fleet: FleetView, total: number): readonly (ShardLease | undefined)[] {
  const set = new Array<ShardLease | undefined>(total).fill(undefined);
  for (const lease of fleet.shards) if (lease.total === total && lease.shard < total) set[lease.shard] = lease;
  return set;
}

/** Whether anybody of the set that serves is there. */
export function activeIsThere(fleet: FleetView, now: number): boolean {
  const { active } = fleet;
  return active !== undefined && setOf(fleet, active.total).some((lease) => lease && isHeld(lease, now));
}

/** Whether each shard of a set is held, in one of the given states. */
export function isComplete(
  set: readonly (ShardLease | undefined)[],
  states: readonly ShardState[],
  now: number,
): boolean {
  return set.every((lease) => lease && isHeld(lease, now) && states.includes(lease.state));
}
