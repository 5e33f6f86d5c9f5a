import {
  type FleetView,
  isComplete,
  isHeld,
  lookAround,
  type Outlook,
  type ShardLease,
  type ShardState,
  setOf,
} from './fleet.ts';
import { fnv1a64 } from './fnv.ts';

/**
 * What a member of a fleet whose shards are Leases does next. Pure: the driver in fleet/lease-member.ts does what it says and
 * asks again when something has changed or some time has passed.
 *
 * Nobody stops to serve before a successor says that it serves; nobody claims a shard that somebody renews; what is claimed
 * without a wait has been read before, as far as it could be known. See docs/decisions/0006-shard-leases.md.
 */

/** State of a member of a fleet, as it knows it. */
export interface Member {
  /** Unlike that of every other member. */
  readonly identity: string;
  readonly total: number;
  readonly durationMs: number;
  /** Time for which it keeps serving beside its successor, because the scrapes of a fleet are not simultaneous. */
  readonly overlapMs: number;
  /** The share that it reads or has read; undefined: none yet. */
  readonly reads: number | undefined;
  /** Whether it has read all of that share. */
  readonly synced: boolean;
  /** It has been told to end. */
  readonly leaving: boolean;
  /** The last decision. */
  readonly last: Decision;
  /** When it last wrote its Lease, or tried to. */
  readonly wroteAt: number;
  /** When it last wrote its Lease with success, or rather began to. */
  readonly renewedAt: number;
  /** The API server answers, and yet it can neither renew its Lease nor learn whose that is, though it has run out. */
  readonly blind: boolean;
  /** Shards whose Leases it cannot create, as other applications have Leases of their names. */
  readonly taken: ReadonlySet<number>;
  /** The same of the Lease that says which set serves. */
  readonly activeTaken: boolean;
}

/** A write to the Lease of a shard. */
export interface LeaseWrite {
  readonly shard: number;
  /** The Lease that is replaced, if it is still that; undefined: it is created. */
  readonly over: ShardLease | undefined;
  readonly action: 'claim' | 'renew' | 'release';
  readonly state: ShardState;
  readonly leaving: boolean;
}

/** The next step of a member, as `decide` returns it. */
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

/** The decision of a member that has nothing to read, serve or write. */
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
export const RENEWALS = 5;
const SUSPECT_AFTER_FRACTION = 0.5;
/** A lost shard is left for so much of the duration to those who have read it. */
const CLAIM_DELAY_FRACTION = 0.1;

/** Decides what a member does next from its own state and the Leases of the fleet as last seen. */
export function decide(member: Member, fleet: FleetView, now: number): Decision {
  const set = setOf(fleet, member.total);
  const outlook = lookAround(fleet, member.total, now);
  const holds = ownLease(member, set);
  if (holds) return asHolder(member, fleet, holds, outlook, now);
  return asOther(member, fleet, set, outlook, now);
}

/** The Lease that it holds. Whoever writes its name into another one does not move it there while it serves. */
function ownLease({ identity, last, reads }: Member, set: readonly (ShardLease | undefined)[]): ShardLease | undefined {
  const own = set.filter((lease) => lease?.holder === identity);
  const known = [last.holds, last.serves, reads].map((shard) => own.find((lease) => lease?.shard === shard));
  return known.find((lease) => lease !== undefined) ?? (last.serves === undefined ? own[0] : undefined);
}

function asHolder(member: Member, fleet: FleetView, held: ShardLease, outlook: Outlook, now: number): Decision {
  const { total, last } = member;
  const { active, deposed, othersServe } = outlook;
  const superseded = last.superseded || (last.wasActive && deposed);
  if (superseded && othersServe) return giveWay(member, fleet, held, now);
  const synced = member.synced && member.reads === held.shard;
  // Where nothing can say which set serves, the one does that nobody else's says it does.
  const wasActive = active || (!deposed && (last.wasActive || (member.activeTaken && !othersServe)));
  const serves = synced && wasActive && !member.blind;
  const state: ShardState = !synced ? 'syncing' : serves ? 'serving' : 'ready';
  const changed = state !== held.state || member.leaving !== held.leaving;
  const renewal: LeaseWrite = { shard: held.shard, over: held, action: 'renew', state, leaving: member.leaving };
  const complete = isComplete(setOf(fleet, total), ['ready', 'serving'], now);
  return {
    read: held.shard,
    serves: serves ? held.shard : undefined,
    holds: held.shard,
    write: changed || isDue(member, now) ? renewal : undefined,
    activate: !active && (!othersServe || complete || (wasActive && !outlook.othersWhole)),
    superseded: false,
    lingersUntil: undefined,
    succeeded: false,
    wasActive,
    done: false,
  };
}

function isDue({ wroteAt, durationMs }: Member, now: number): boolean {
  return now - wroteAt >= durationMs / RENEWALS;
}

/** Another set serves from now on: it is given time to begin, then the Lease is released. */
function giveWay(member: Member, fleet: FleetView, held: ShardLease, now: number): Decision {
  const { last } = member;
  const end = lingering(member, activeServes(fleet, now), true, now);
  const lingers = last.serves !== undefined && now < end.lingersUntil && !member.blind;
  const { shard, state, leaving } = held;
  const renew: LeaseWrite = { shard, over: held, action: 'renew', state, leaving };
  const release: LeaseWrite = { shard, over: held, action: 'release', state: 'syncing', leaving: false };
  return {
    ...NOTHING,
    ...end,
    serves: lingers ? last.serves : undefined,
    holds: lingers ? held.shard : undefined,
    write: !lingers ? release : isDue(member, now) ? renew : undefined,
    superseded: true,
    // Should the others be gone before they serve, there is nothing to ask anybody.
    wasActive: lingers && last.wasActive,
  };
}

function activeServes(fleet: FleetView, now: number): boolean {
  const total = fleet.active?.total ?? 0;
  return total > 0 && isComplete(setOf(fleet, total), ['serving'], now);
}

/** Returns until when to keep serving a shard that others take over: until they serve, plus the overlap; `bounded`: not forever. */
function lingering(
  { last, durationMs, overlapMs, renewedAt }: Member,
  succeeded: boolean,
  bounded: boolean,
  now: number,
): { lingersUntil: number; succeeded: boolean } {
  if (last.succeeded) return { lingersUntil: last.lingersUntil ?? now, succeeded: true };
  // Whose Lease has run out long since has had its overlap.
  if (succeeded) return { lingersUntil: now + (now - renewedAt < durationMs ? overlapMs : 0), succeeded };
  const known = last.lingersUntil ?? Number.POSITIVE_INFINITY;
  return { lingersUntil: bounded ? Math.min(known, now + durationMs) : Number.POSITIVE_INFINITY, succeeded };
}

function asOther(
  member: Member,
  fleet: FleetView,
  set: readonly (ShardLease | undefined)[],
  outlook: Outlook,
  now: number,
): Decision {
  const { last } = member;
  const kept = keepServing(member, fleet, set, outlook, now);
  // A successor is there: it is not to be disturbed.
  if (kept?.lingersUntil !== undefined) return kept;
  const superseded = last.superseded && outlook.othersServe;
  const idle: Decision = { ...(kept ?? NOTHING), superseded, done: member.leaving && !kept };
  if ((member.leaving && !kept) || superseded) return idle;
  const order = preference(member.identity, set.length);
  const has = (shard: number): boolean => member.synced && member.reads === shard;
  const free = order.filter((i) => (set[i] ? !isHeld(set[i], now) : !member.taken.has(i)));
  const leaving = order.filter((i) => set[i] && isHeld(set[i], now) && set[i].leaving);
  const claimed = [...free, ...leaving].find((i) => has(i)) ?? free.find((i) => mayClaimUnread(set[i], now));
  if (claimed !== undefined && (!kept || has(claimed))) {
    const state = has(claimed) ? 'ready' : 'syncing';
    const write: LeaseWrite = { shard: claimed, over: set[claimed], action: 'claim', state, leaving: member.leaving };
    // What it has not read it begins to read when the Lease is its own.
    return { ...idle, read: has(claimed) ? claimed : undefined, write };
  }
  if (kept) return idle;
  const suspect = order.filter((i) => set[i] && now - set[i].seenAt >= set[i].durationMs * SUSPECT_AFTER_FRACTION);
  const wanted = [...free, ...leaving, ...suspect];
  // Keep reading one that is already being read.
  const read = wanted.find((i) => i === member.reads) ?? wanted[0] ?? member.reads ?? order[0];
  return { ...idle, read };
}

/** Decides for a member that served and lost its Lease: it keeps serving until somebody else does; undefined: it does not. */
function keepServing(
  member: Member,
  fleet: FleetView,
  set: readonly (ShardLease | undefined)[],
  { deposed }: Outlook,
  now: number,
): Decision | undefined {
  const { last, reads, synced, blind } = member;
  if (last.serves === undefined || !synced || reads !== last.serves || blind) return undefined;
  const { serves, wasActive } = last;
  const lease = set[serves];
  const successor = lease && isHeld(lease, now) ? lease : undefined;
  if (!successor && !deposed) return { ...NOTHING, serves, wasActive };
  const succeeded = deposed ? activeServes(fleet, now) : successor !== undefined && reallyServes(member, successor);
  const end = lingering(member, succeeded, deposed, now);
  if (now >= end.lingersUntil) return undefined;
  return { ...NOTHING, ...end, serves, wasActive, superseded: deposed };
}

/**
 * A successor claims first and serves then, so two of its writes are seen. One write may be of somebody who does not live,
 * unless the Lease had run out before: then it is what was to be expected.
 */
function reallyServes({ renewedAt, durationMs }: Member, successor: ShardLease): boolean {
  const expected = successor.seenAt >= renewedAt + durationMs;
  return successor.state === 'serving' && (successor.renewed || expected);
}

/** Claims shards that were never held, or were released, immediately; leaves lost ones to those who have read them for a while. */
function mayClaimUnread(lease: ShardLease | undefined, now: number): boolean {
  if (!lease || lease.holder === '') return true;
  return now - lease.seenAt >= lease.durationMs * (1 + CLAIM_DELAY_FRACTION);
}

/** Shards in an order of the member's own, so that members choose different ones (rendezvous hashing). */
function preference(identity: string, total: number): readonly number[] {
  const weight = (shard: number): number => fnv1a64(`${shard} ${identity}`).high;
  return Array.from({ length: total }, (_, i) => i).sort((a, b) => weight(b) - weight(a));
}
