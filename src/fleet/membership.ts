import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { FleetPlan } from '../model/plan.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import type { Share } from '../sharding/share.ts';
import type { Membership } from './contract.ts';
import { LeaseMember, leaseMsOf } from './lease-member.ts';
import { LeaseView } from './lease-view.ts';
import { followLeases } from './lease-watch.ts';
import type { Resharder } from './resharder.ts';
import { statefulSetMembership } from './statefulset-member.ts';

/** Opens the way in which the process comes to its shard. `begin` starts to read and resolves when the first sync is complete. */
export function openMembership(
  context: PipelineContext,
  fleet: FleetPlan,
  resharder: Resharder,
  begin: () => Promise<void>,
): Membership {
  if (fleet.kind === 'lease') return leaseMembership(context, fleet, resharder, begin);
  if (fleet.kind === 'statefulset') return statefulSetMembership(context, fleet, resharder, begin);
  return fixedMembership(begin);
}

const never = new Promise<never>(() => {});

/** The shard is what the plan says. `begin` starts to read. */
function fixedMembership(begin: () => Promise<void>): Membership {
  const nothing = async (): Promise<void> => {};
  return { fleet: undefined, failed: never, start: () => void begin(), leave: nothing, stop: nothing };
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
    failed: never,
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
