import {
  type ActiveSet,
  activeLeaseNames,
  MAX_TOTAL,
  readShardLeaseName,
  type ShardLease,
  type ShardState,
} from './fleet.ts';

/**
 * What Leases say, checked where it is read. Whoever may write Leases may write anything into them, so no value of theirs is
 * allocated by, waited for or added to before it is known to be in range.
 */

/** The label that Leases of a fleet have, with its name, and the annotations that are read of them. */
export const FLEET_LABEL = 'kube-state-metrics/fleet';
/** Annotation with the state of the shard's holder. */
export const STATE = 'kube-state-metrics/state';
/** Annotation that announces the shutdown of the holder. */
export const LEAVING = 'kube-state-metrics/leaving';
/** Annotation with the total of the set of shards that serves. */
export const TOTAL = 'kube-state-metrics/total';

/** A Lease as it came. */
export interface RawLease {
  readonly name: string;
  readonly resourceVersion: string;
  readonly annotations: ReadonlyMap<string, string>;
  readonly holder: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly transitions: number | undefined;
}

const STATES: ReadonlySet<string> = new Set<ShardState>(['syncing', 'ready', 'serving']);
/** Names of pods have 253 characters at most. */
const HOLDER_LENGTH = 1_024;
/** `leaseTransitions` is an int32. */
const MAX_TRANSITIONS = 2 ** 31 - 1;

/**
 * The Lease of a shard, if it is one. Its duration is cut to `longestMs`, that of the reader's own Leases: who asks for more
 * has to renew as often as everybody else.
 */
export function readShardLease(
  fleet: string,
  lease: RawLease,
  longestMs: number,
): Omit<ShardLease, 'seenAt' | 'renewed'> | undefined {
  const place = readShardLeaseName(fleet, lease.name);
  if (!place) return undefined;
  const { name, resourceVersion, annotations, durationSeconds, transitions } = lease;
  const state = annotations.get(STATE) ?? '';
  return {
    ...place,
    name,
    holder: (lease.holder ?? '').slice(0, HOLDER_LENGTH),
    state: STATES.has(state) ? (state as ShardState) : 'syncing',
    leaving: annotations.get(LEAVING) === 'true',
    durationMs: within(durationSeconds, longestMs / 1000) * 1000,
    transitions: Math.floor(within(transitions, MAX_TRANSITIONS)),
    resourceVersion,
  };
}

/** The Lease that says which set serves, if it is that; total 0 where it says nothing that could be meant. */
export function readActiveLease(fleet: string, lease: RawLease): ActiveSet | undefined {
  if (!activeLeaseNames(fleet).includes(lease.name)) return undefined;
  const text = lease.annotations.get(TOTAL) ?? '';
  const total = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  return { name: lease.name, total: total <= MAX_TOTAL ? total : 0, resourceVersion: lease.resourceVersion };
}

/** Increments the number of transitions; it wraps around before the API server would reject it. */
export function nextTransitions(transitions: number): number {
  return transitions >= MAX_TRANSITIONS ? 0 : transitions + 1;
}

function within(value: number | undefined, most: number): number {
  return value !== undefined && value > 0 ? Math.min(value, most) : 0;
}
