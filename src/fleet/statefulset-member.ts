import { sleep } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import type { FleetPlan } from '../model/plan.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import type { Membership } from './contract.ts';
import type { Resharder } from './resharder.ts';
import { type Assignment, type Placement, readStanding, type Standing } from './statefulset.ts';
import { followStatefulSet, type StatefulSetSource } from './statefulset-watch.ts';

/** Opens the membership of a pod whose shard follows from its StatefulSet, and changes with it. */
export function statefulSetMembership(
  context: PipelineContext,
  plan: FleetPlan,
  placement: Placement,
  first: Assignment,
  resharder: Resharder,
  begin: () => Promise<void>,
): Membership {
  const { log, clock } = context;
  const follower = new Follower(context, plan, placement, first, resharder);
  let source: StatefulSetSource | undefined;
  return {
    fleet: undefined,
    start: () => {
      void begin();
      source = followStatefulSet(context, placement, (standing) => follower.take(standing));
    },
    leave: async () => {
      // The news that the set is smaller may come after the signal that follows from it.
      if (await follower.isMember()) return;
      log.info({ ms: plan.handoverTimeoutMs }, 'scaled down; serving until the other shards have taken over');
      await sleep(clock, plan.handoverTimeoutMs, new AbortController().signal);
    },
    stop: async () => {
      resharder.stop();
      await source?.stop();
    },
  };
}

/** Moves from shard to shard as the StatefulSet says. */
class Follower {
  private readonly context: Pick<PipelineContext, 'log' | 'clock' | 'transport'>;
  private readonly plan: FleetPlan;
  private readonly placement: Placement;
  private readonly resharder: Resharder;
  private assignment: Assignment | undefined;
  /** Tells the move under way that the replicas which objects moved to are ready. */
  private replicasReady = (): void => {};

  constructor(
    context: Pick<PipelineContext, 'log' | 'clock' | 'transport'>,
    plan: FleetPlan,
    placement: Placement,
    first: Assignment,
    resharder: Resharder,
  ) {
    this.context = context;
    this.plan = plan;
    this.placement = placement;
    this.assignment = first;
    this.resharder = resharder;
  }

  take({ assignment: to, ready }: Standing): void {
    if (to?.shard !== this.assignment?.shard || to?.total !== this.assignment?.total) this.change(to);
    if (ready) this.replicasReady();
  }

  /** Whether the set includes this pod: as it is now, or as it was last seen where that cannot be read. */
  async isMember(): Promise<boolean> {
    const { transport, clock, log } = this.context;
    try {
      return (await readStanding(transport, clock, this.placement)).assignment !== undefined;
    } catch (error) {
      log.warn({ error: errorText(error) }, 'the StatefulSet cannot be read; using its last known state');
      return this.assignment !== undefined;
    }
  }

  private change(to: Assignment | undefined): void {
    const { log } = this.context;
    this.assignment = to;
    // A pod that is about to be removed keeps serving until then.
    if (!to) {
      log.info({ set: this.placement.set }, 'this pod no longer owns a shard; serving until shutdown');
      return;
    }
    log.info({ shard: to.shard, total: to.total }, 'resharding');
    // What moved is served here until those that it moved to are ready, however long they take to start one by one.
    const released = new Promise<void>((resolve) => {
      this.replicasReady = resolve;
    });
    void this.resharder
      .move({ algorithm: this.plan.shardingAlgorithm, ...to }, this.plan.reshardGraceMs, released)
      .then((moved) => {
        if (moved) log.info({ shard: to.shard, total: to.total }, 'resharded');
      });
  }
}
