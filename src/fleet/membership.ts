import { hostname } from 'node:os';
import { type Clock, sleep } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import type { FleetPlan } from '../model/plan.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import type { Share } from '../sharding/share.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import type { Membership } from './contract.ts';
import { LeaseMember, leaseMsOf } from './lease-member.ts';
import { LeaseView } from './lease-view.ts';
import { followLeases } from './lease-watch.ts';
import type { Resharder } from './resharder.ts';
import { findAssignment, type Placement } from './statefulset.ts';
import { statefulSetMembership } from './statefulset-member.ts';

/** Where a process stands at start. */
export interface FoundShare {
  readonly share: Share;
  /** The StatefulSet that the share follows from, if any. */
  readonly placement: Placement | undefined;
}

/** Interval in which the API server is asked again for the shard of this pod. */
const FIND_AGAIN_MS = 5_000;

/**
 * Finds the share of this process as the plan or its StatefulSet says it: asks again while the API server cannot be asked.
 * Throws CONFIG_INVALID.
 */
export async function findShare({
  transport,
  clock,
  fleet,
  log,
}: Pick<PipelineContext, 'transport' | 'clock' | 'log'> & { readonly fleet: FleetPlan }): Promise<FoundShare> {
  const { kind, shardingAlgorithm: algorithm, shard, totalShards: total, pod, podNamespace } = fleet;
  if (kind !== 'statefulset') return { share: { algorithm, shard, total }, placement: undefined };
  const sparing = new SparingLog(() => clock.now());
  for (;;) {
    try {
      const { assignment, placement } = await findAssignment(transport, clock, podNamespace, pod);
      return { share: { algorithm, ...assignment }, placement };
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'CONFIG_INVALID') throw error;
      const more = sparing.next('find');
      if (more) log.error({ error: error.message, ...more }, 'the shard of this pod cannot be read; not ready');
      await sleep(clock, FIND_AGAIN_MS, new AbortController().signal);
    }
  }
}

/** Opens the way in which the process comes to its shard. `begin` starts to read and resolves when the first sync is complete. */
export function openMembership(
  context: PipelineContext,
  fleet: FleetPlan,
  { share, placement }: FoundShare,
  resharder: Resharder,
  begin: () => Promise<void>,
): Membership {
  if (fleet.kind === 'lease') return leaseMembership(context, fleet, resharder, begin);
  if (placement) return statefulSetMembership(context, fleet, placement, share, resharder, begin);
  return fixedMembership(begin);
}

/** The shard is what the plan says. `begin` starts to read. */
function fixedMembership(begin: () => Promise<void>): Membership {
  const nothing = async (): Promise<void> => {};
  return { fleet: undefined, start: () => void begin(), leave: nothing, stop: nothing };
}

/** The shard is whichever Lease this replica holds; it stands by until it holds one. */
function leaseMembership(
  context: PipelineContext,
  plan: FleetPlan,
  resharder: Resharder,
  begin: () => Promise<void>,
): Membership {
  const { clock, log, transport, metrics, assignment } = context;
  const { shardLease: name, podNamespace: namespace, totalShards: total, shardingAlgorithm: algorithm } = plan;
  let begun: Promise<void> | undefined;
  const leaseMs = leaseMsOf(plan.shardLeaseDurationMs);
  const leases: LeaseView = new LeaseView(name, leaseMs, clock, () => fleet.look());
  const fleet: LeaseMember = new LeaseMember({
    fleet: name,
    namespace,
    identity: plan.pod || `${hostname()}_${randomName(clock)}`,
    total,
    durationMs: plan.shardLeaseDurationMs,
    overlapMs: plan.handoverOverlapMs,
    leases,
    transport,
    clock,
    log,
    read: async (shard) => {
      const share: Share = { algorithm, shard, total };
      if (begun) {
        const read = await resharder.replace(share);
        await begun;
        return read;
      }
      assignment.keepOnly(share);
      begun = begin();
      await begun;
      return true;
    },
    onServing: (shard) => {
      metrics.showShard(shard, total);
      log.info({ shard, total }, shard === undefined ? 'serving no shard' : 'serving a shard');
    },
    onExpired: (expired) => metrics.leaseExpired.set(expired ? 1 : 0),
    onForeign: (lease, foreign) => {
      if (foreign) metrics.foreignLease.set({ lease }, 1);
      else metrics.foreignLease.remove({ lease });
    },
  });
  let watch: ReturnType<typeof followLeases> | undefined;
  return {
    fleet,
    start: () => {
      watch = followLeases(context, { fleet: name, namespace, leases }, (works) => fleet.watching(works));
    },
    leave: () => fleet.leave(plan.handoverTimeoutMs),
    stop: async () => {
      fleet.stop();
      resharder.stop();
      await watch?.stop();
    },
  };
}

function randomName(clock: Clock): string {
  return Math.floor(clock.random() * 2 ** 48).toString(36);
}
