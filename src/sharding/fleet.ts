/**
 * A fleet whose shards are Leases, as its members see it. For each total there is a set of Leases `NAME-I-of-TOTAL`, one per
 * shard; which set serves is said by the Lease `NAME`. So a fleet of another total can be built up beside the one that
 * serves, and takes over as a whole. Where another application has a Lease of such a name, the one with `-alt` behind it
 * stands in.
 */

/** The most shards of a fleet by Lease. */
export const MAX_TOTAL = 1_024;

/** State of a shard's holder, as its Lease says. */
export type ShardState = 'syncing' | 'ready' | 'serving';

/** The Lease of a shard as it was last seen. */
export interface ShardLease {
  readonly name: string;
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
  /** The holder has been seen to write it more than once, so it is alive. */
  readonly renewed: boolean;
}

/** The Lease that says which set serves. */
export interface ActiveSet {
  readonly name: string;
  /** 0: the Lease is there and says nothing of use. */
  readonly total: number;
  readonly resourceVersion: string;
}

/** The Leases of a fleet as last seen. */
export interface FleetView {
  /** One per shard. */
  readonly shards: readonly ShardLease[];
  readonly active: ActiveSet | undefined;
}

const STAND_IN = '-alt';

/** Names for the Lease of a shard, in the order in which they are tried. */
export function shardLeaseNames(fleet: string, shard: number, total: number): readonly [string, string] {
  const name = `${fleet}-${shard}-of-${total}`;
  return [name, `${name}${STAND_IN}`];
}

/** Names for the Lease that says which set serves, in the order in which they are tried. */
export function activeLeaseNames(fleet: string): readonly [string, string] {
  return [fleet, `${fleet}${STAND_IN}`];
}

/** Parses shard and total from the name of a Lease; undefined if it is not a shard of the fleet. */
export function readShardLeaseName(fleet: string, name: string): { shard: number; total: number } | undefined {
  if (!name.startsWith(`${fleet}-`)) return undefined;
  const match = /^(0|[1-9]\d{0,3})-of-([1-9]\d{0,3})(?:-alt)?$/.exec(name.slice(fleet.length + 1));
  const [shard, total] = [Number(match?.[1]), Number(match?.[2])];
  return match && shard < total && total <= MAX_TOTAL ? { shard, total } : undefined;
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

/** Whether each shard of a set is held, in one of the given states. */
export function isComplete(
  set: readonly (ShardLease | undefined)[],
  states: readonly ShardState[],
  now: number,
): boolean {
  return set.every((lease) => lease && isHeld(lease, now) && states.includes(lease.state));
}

/** Members that serve, as seen by a member of the set of a total. */
export interface Outlook {
  /** The Lease says that it is this set. */
  readonly active: boolean;
  /** The Lease says that it is another one, and some of that are there. */
  readonly deposed: boolean;
  /** That, or members of another set say that they serve. */
  readonly othersServe: boolean;
  /** Another set serves in full. */
  readonly othersWhole: boolean;
}

/** Looks at the Lease that says which set serves, and, as that may be gone or say anything, at what its sets say. */
export function lookAround(fleet: FleetView, total: number, now: number): Outlook {
  const said = fleet.active?.total ?? 0;
  const active = said === total;
  const others = fleet.shards.filter((lease) => lease.total !== total && isHeld(lease, now));
  const deposed = !active && others.some((lease) => lease.total === said);
  const serving = others.filter((lease) => lease.state === 'serving');
  const counts = new Map<number, number>();
  for (const lease of serving) counts.set(lease.total, (counts.get(lease.total) ?? 0) + 1);
  return {
    active,
    deposed,
    othersServe: !active && (deposed || serving.length > 0),
    othersWhole: !active && [...counts].some(([of, count]) => count === of),
  };
}

/**
 * Whether anybody but this member serves, whatever the total: says so, or has read a shard of the set that serves, and so
 * serves before it says so.
 */
export function anotherServes(fleet: FleetView, identity: string, now: number): boolean {
  const said = fleet.active?.total ?? 0;
  return fleet.shards.some(
    (lease) =>
      (lease.state === 'serving' || (lease.state === 'ready' && lease.total === said)) &&
      lease.holder !== identity &&
      isHeld(lease, now),
  );
}
