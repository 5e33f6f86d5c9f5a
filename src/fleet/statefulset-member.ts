import { sleep } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { FleetPlan } from '../model/plan.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import type { Membership } from './contract.ts';
import type { Resharder } from './resharder.ts';
import { type Assignment, findAssignment, type Placement, readStanding, type Standing } from './statefulset.ts';
import { followStatefulSet, type StatefulSetSource } from './statefulset-watch.ts';

/** Interval in which the API server is asked again for the shard of this pod. */
const FIND_AGAIN_MS = 5_000;

/**
 * Opens the membership of a pod whose shard follows from its StatefulSet, and changes with it. While the API server cannot say which
 * it is, the process is not ready and asks again.
 */
export function statefulSetMembership(
  context: PipelineContext,
  plan: FleetPlan,
  resharder: Resharder,
  begin: () => Promise<void>,
): Membership {
  const { log, clock, assignment, metrics } = context;
  const ending = new AbortController();
  let follower: Follower | undefined;
  let source: StatefulSetSource | undefined;
  let fail = (_: Error): void => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const join = async (): Promise<void> => {
    const found = await findShard(context, plan, ending.signal);
    if (!found || ending.signal.aborted) return;
    const { placement, assignment: first } = found;
    assignment.keepOnly({ algorithm: plan.shardingAlgorithm, ...first });
    metrics.showShard(first.shard, first.total);
    const joined = new Follower(context, plan, placement, first, resharder);
    follower = joined;
    void begin();
    source = followStatefulSet(context, placement, (standing) => joined.take(standing));
  };
  return {
    fleet: undefined,
    failed,
    start: () => void join().catch(fail),
    leave: async () => {
      // The news that the set is smaller may come after the signal that follows from it.
      if (!follower || (await follower.isMember())) return;
      log.info({ ms: plan.handoverTimeoutMs }, 'scaled down; serving until the other shards have taken over');
      await sleep(clock, plan.handoverTimeoutMs, new AbortController().signal);
    },
    stop: async () => {
      ending.abort();
      resharder.stop();
      await source?.stop();
    },
  };
}

/** Asks for the shard of this pod until the API server says it. Throws CONFIG_INVALID where there is none. */
async function findShard(
  { transport, clock, log }: PipelineContext,
  { pod, podNamespace }: FleetPlan,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof findAssignment>> | undefined> {
  const sparing = new SparingLog(() => clock.now());
  while (!signal.aborted) {
    try {
      return await findAssignment(transport, clock, podNamespace, pod);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'CONFIG_INVALID') throw error;
      const more = sparing.next('find');
      if (more) log.error({ error: error.message, ...more }, 'the shard of this pod cannot be read; not ready');
      await sleep(clock, FIND_AGAIN_MS, signal);
    }
  }
  return undefined;
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
