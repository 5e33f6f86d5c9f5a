import { activeIsThere, type FleetView, isComplete, isHeld, type ShardLease, type ShardState, setOf } from './fleet.ts';
import { fnv1a64 } from './fnv.ts';

/**
 * What a member of a fleet whose shards are Leases does next. Pure: the driver in app/leasefleet.ts does what it says and
 * asks again when something has changed or some time has passed.
 *
 * Nobody stops to serve before a successor says that it serves; nobody claims a shard that somebody renews; what is claimed
 * without a wait has been read before, as far as it could be known. See docs/decisions/0006-shard-leases.md.
 */

/** What a member knows of itself. */
export interface Member {
  /** Unlike that of every other member. */
  readonly identity: string;
  readonly total: number;
  readonly durationMs: number;
  /** How long it goes on serving beside its successor, as scrapes of a fleet are not made all at once. */
  readonly overlapMs: number;
  /** The share that it reads or has read; undefined: none yet. */
  readonly reads: number | undefined;
  /** Whether it has read all of that share. */
  readonly synced: boolean;
  /** It has been told to end. */
  readonly leaving: boolean;
  /** What was decided last. */
  readonly last: Decision;
  /** When it last wrote its Lease, or tried to. */
  readonly wroteAt: number;
}

/** What to write of a shard's Lease. `release` gives it back. */
export interface LeaseWrite {
  readonly shard: number;
  /** The Lease that is replaced, if it is still that; undefined: it is created. */
  readonly over: ShardLease | undefined;
  readonly action: 'claim' | 'renew' | 'release';
  readonly state: ShardState;
  readonly leaving: boolean;
}

export interface Decision {
  /** The shard to read; undefined: as before. */
  readonly read: number | undefined;
  /** The shard that scrapes see; undefined: none. */
  readonly serves: number | undefined;
  /** The shard whose Lease it holds. */
  readonly holds: number | undefined;
  readonly write: LeaseWrite | undefined;
  /** To make the own set the one that serves. */
  readonly activate: boolean;
  /** Its set has served and another has taken over. */
  readonly superseded: boolean;
  /** When it stops to serve what others have taken over; `succeeded`: they serve it. */
  readonly lingersUntil: number | undefined;
  readonly succeeded: boolean;
  /** Its set is the one that serves, or was when that was last known. */
  readonly wasActive: boolean;
  /** It has nothing to do any more and may end. */
  readonly done: boolean;
}

export const NOTHING: Decision = {
  read: undefined,
  serves: undefined,
  holds: undefined,
  write: undefined,
  activate: false,
  superseded: false,
  lingersUntil: undefined,
  succeeded: false,
  wasActive: false,
  done: false,
};

/** A Lease is renewed five times in its duration, and its holder suspected when half of it has passed in silence. */
const RENEWALS = 5;
const SUSPICION = 0.5;
/** A lost shard is left for so much of the duration to those who have read it. */
const COURTESY = 0.1;

export function decide(member: Member, fleet: FleetView, now: number): Decision {
  const set = setOf(fleet, member.total);
  const held = set.find((lease) => lease?.holder === member.identity);
  return held ? asHolder(member, fleet, held, now) : asOther(member, fleet, set, now);
}

function asHolder(member: Member, fleet: FleetView, held: ShardLease, now: number): Decision {
  const { total, last, durationMs } = member;
  const active = fleet.active?.total === total;
  const othersServe = !active && activeIsThere(fleet, now);
  const superseded = last.superseded || (last.wasActive && othersServe);
  if (superseded && othersServe) return giveWay(member, fleet, held, now);
  const synced = member.synced && member.reads === held.shard;
  const state: ShardState = !synced ? 'syncing' : active ? 'serving' : 'ready';
  const due = now - member.wroteAt >= durationMs / RENEWALS;
  const changed = state !== held.state || member.leaving !== held.leaving;
  const renewal: LeaseWrite = { shard: held.shard, over: held, action: 'renew', state, leaving: member.leaving };
  const complete = isComplete(setOf(fleet, total), ['ready', 'serving'], now);
  return {
    read: held.shard,
    serves: synced && active ? held.shard : undefined,
    holds: held.shard,
    write: due || changed ? renewal : undefined,
    activate: !active && (!othersServe || complete),
    superseded: false,
    lingersUntil: undefined,
    succeeded: false,
    wasActive: active || (last.wasActive && !othersServe),
    done: false,
  };
}

/** Another set serves from now on: it is given time to begin, then the Lease is released. */
function giveWay(member: Member, fleet: FleetView, held: ShardLease, now: number): Decision {
  const { last } = member;
  const begun = isComplete(setOf(fleet, fleet.active!.total), ['serving'], now);
  const end = lingering(member, begun, now);
  const lingers = last.serves !== undefined && now < end.lingersUntil;
  const release: LeaseWrite = { shard: held.shard, over: held, action: 'release', state: 'syncing', leaving: false };
  return {
    ...NOTHING,
    ...end,
    serves: lingers ? last.serves : undefined,
    holds: lingers ? held.shard : undefined,
    write: lingers ? undefined : release,
    superseded: true,
  };
}

/** How long to go on serving what others have taken over: until they do, and the overlap; not for ever. */
function lingering(
  { last, durationMs, overlapMs }: Member,
  succeeded: boolean,
  now: number,
): { lingersUntil: number; succeeded: boolean } {
  if (succeeded && !last.succeeded) return { lingersUntil: now + overlapMs, succeeded };
  return { lingersUntil: last.lingersUntil ?? now + durationMs, succeeded: last.succeeded };
}

function asOther(member: Member, fleet: FleetView, set: readonly (ShardLease | undefined)[], now: number): Decision {
  const { last } = member;
  const lingers = linger(member, set, now);
  if (lingers) return lingers;
  const othersServe = fleet.active?.total !== member.total && activeIsThere(fleet, now);
  const superseded = last.superseded && othersServe;
  const idle: Decision = { ...NOTHING, superseded, done: member.leaving };
  if (member.leaving || superseded) return idle;
  const order = preference(member.identity, set.length);
  const has = (shard: number): boolean => member.synced && member.reads === shard;
  const free = order.filter((i) => !set[i] || !isHeld(set[i], now));
  const leaving = order.filter((i) => set[i] && isHeld(set[i], now) && set[i].leaving);
  const claimed = [...free, ...leaving].find((i) => has(i)) ?? free.find((i) => mayClaimUnread(set[i], now));
  if (claimed !== undefined) {
    const state = has(claimed) ? 'ready' : 'syncing';
    const write: LeaseWrite = { shard: claimed, over: set[claimed], action: 'claim', state, leaving: false };
    // What it has not read it begins to read when the Lease is its own.
    return { ...idle, read: has(claimed) ? claimed : undefined, write };
  }
  const suspect = order.filter((i) => set[i] && now - set[i].seenAt >= set[i].durationMs * SUSPICION);
  const wanted = [...free, ...leaving, ...suspect];
  // One of those it reads already goes on being read.
  const read = wanted.find((i) => i === member.reads) ?? wanted[0] ?? member.reads ?? order[0];
  return { ...idle, read };
}

/** One whose Lease was taken over goes on until the successor serves. */
function linger(member: Member, set: readonly (ShardLease | undefined)[], now: number): Decision | undefined {
  const { last, identity } = member;
  if (last.serves === undefined) return undefined;
  const successor = set[last.serves];
  if (!successor || !isHeld(successor, now) || successor.holder === identity) return undefined;
  const end = lingering(member, successor.state === 'serving', now);
  if (now >= end.lingersUntil) return undefined;
  return { ...NOTHING, ...end, serves: last.serves, wasActive: last.wasActive };
}

/** What nobody ever held, or was given back, is taken at once; what was lost is left for a while to who has read it. */
function mayClaimUnread(lease: ShardLease | undefined, now: number): boolean {
  if (!lease || lease.holder === '') return true;
  return now - lease.seenAt >= lease.durationMs * (1 + COURTESY);
}

/** Shards in an order of the member's own, so that members choose different ones (rendezvous hashing). */
function preference(identity: string, total: number): readonly number[] {
  const weight = (shard: number): number => fnv1a64(`${shard} ${identity}`).high;
  return Array.from({ length: total }, (_, i) => i).sort((a, b) => weight(b) - weight(a));
}
