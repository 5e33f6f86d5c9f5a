import { at, type JsonObject } from '../objects.ts';
import { type Change, type Controller, deletion, event, statusChange, type World } from './change.ts';
import { holds, isActive, isReady, setCondition, timeMs, timeText } from './conditions.ts';
import { podOf } from './pod-template.ts';
import { quotaRefusal } from './quota.ts';
import type { Condition, Pod, Workload } from './types.ts';

const SOURCE = 'job-controller';
/** Wait before a failed pod is replaced. */
const RETRY_MS = 2_000;

/** A Job, as far as its controller reads it. */
interface Job extends Workload {
  readonly status?: Workload['status'] & {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly succeeded?: number;
    readonly failed?: number;
  };
}

/** Runs a Job's pods until enough of them have succeeded or too many have failed. */
export const jobs: Controller = {
  plural: 'jobs',
  reconcile(object, world) {
    const job = object as Job;
    const { conditions } = job.status ?? {};
    if (job.metadata.deletionTimestamp) return [];
    if (holds(conditions, 'Complete') || holds(conditions, 'Failed')) return expire(job, world);
    const pods = world.owned('pods', job.metadata.uid) as readonly Pod[];
    return job.spec.suspend ? suspend(job, pods, world) : run(job, pods, world);
  },
};

/** Deletes a finished Job when its time to live is over. */
function expire(job: Job, { nowMs }: World): readonly Change[] {
  const seconds = job.spec.ttlSecondsAfterFinished;
  if (typeof seconds !== 'number') return [];
  const end = job.status?.conditions?.find((c) => c.type === 'Complete' || c.type === 'Failed')?.lastTransitionTime;
  const leftMs = timeMs(end) + seconds * 1000 - nowMs;
  return leftMs > 0 ? [{ do: 'again', afterMs: leftMs }] : [deletion('jobs', job)];
}

function suspend(job: Job, pods: readonly Pod[], { nowMs }: World): readonly Change[] {
  const next = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
  return [
    ...endPods(pods),
    ...statusChange('jobs', job, {
      active: 0,
      ready: 0,
      conditions: setCondition(job.status?.conditions, next, nowMs),
    }),
  ];
}

function endPods(pods: readonly Pod[]): readonly Change[] {
  return pods.filter(isActive).map((pod) => deletion('pods', pod));
}

function run(job: Job, pods: readonly Pod[], world: World): readonly Change[] {
  const { nowMs } = world;
  const succeeded = pods.filter((pod) => pod.status?.phase === 'Succeeded').length;
  const failed = pods.filter((pod) => pod.status?.phase === 'Failed').length;
  const restarts = pods.reduce((n, { status }) => n + (status?.containerStatuses?.[0]?.restartCount ?? 0), 0);
  const active = pods.filter(isActive);
  const completions = Number(job.spec.completions ?? 1);
  const limit = Number(job.spec.backoffLimit ?? 6);
  const startTime = job.status?.startTime ?? timeText(nowMs);
  const deadlineMs = Number(job.spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const lateMs = timeMs(startTime) + deadlineMs - nowMs;
  const failure = failed + restarts > limit ? 'BackoffLimitExceeded' : lateMs <= 0 ? 'DeadlineExceeded' : undefined;
  const counts = {
    startTime,
    active: active.length,
    ready: active.filter(isReady).length,
    terminating: 0,
    succeeded,
    failed,
  };
  if (succeeded >= completions) return finish(job, counts, 'Complete', 'CompletionsReached', nowMs);
  if (failure) return [...endPods(pods), ...finish(job, counts, 'Failed', failure, nowMs)];
  const room = Math.min(Number(job.spec.parallelism ?? 1), completions - succeeded) - active.length;
  const conditions = job.status?.conditions?.filter((c) => c.type !== 'Suspended');
  return [
    ...(room > 0 ? createPods(job, pods, room, world) : []),
    ...statusChange('jobs', job, { ...counts, uncountedTerminatedPods: {}, ...(conditions && { conditions }) }),
    ...(Number.isFinite(lateMs) ? [{ do: 'again', afterMs: lateMs + 100 } as const] : []),
  ];
}

function createPods(job: Job, pods: readonly Pod[], room: number, world: World): readonly Change[] {
  const { name, namespace = '' } = job.metadata;
  const waitMs = Math.max(
    0,
    ...pods
      .filter((pod) => pod.status?.phase === 'Failed')
      .map(
        (pod) =>
          timeMs(pod.status?.conditions?.find((c) => c.type === 'Ready')?.lastTransitionTime) + RETRY_MS - world.nowMs,
      ),
  );
  if (waitMs > 0) return [{ do: 'again', afterMs: waitMs }];
  const refusal = quotaRefusal(world, namespace, room, job.spec.template.spec);
  const isIndexed = job.spec.completionMode === 'Indexed';
  const taken = new Set(
    pods.filter((p) => isActive(p) || p.status?.phase === 'Succeeded').map((p) => p.metadata.annotations?.[INDEX]),
  );
  const free = Array.from({ length: Number(job.spec.completions ?? 1) }, (_, i) => String(i)).filter(
    (i) => !taken.has(i),
  );
  const changes: Change[] = refusal.message
    ? [event(job, SOURCE, 'FailedCreate', refusal.message, 'Warning'), { do: 'again', afterMs: 5_000 }]
    : [];
  for (let i = 0; i < refusal.allowed; i++) {
    const index = isIndexed ? free[i] : undefined;
    const pod = `${name}-${index === undefined ? '' : `${index}-`}${world.random.suffix(5)}`;
    const labels = { 'batch.kubernetes.io/job-name': name, 'job-name': name };
    const made = podOf(job, pod, job.spec.template, { generateName: `${name}-`, labels });
    const object = index === undefined ? made : withIndex(made, index);
    changes.push(
      { do: 'create', plural: 'pods', object },
      event(job, SOURCE, 'SuccessfulCreate', `Created pod: ${pod}`),
    );
  }
  return changes;
}

const INDEX = 'batch.kubernetes.io/job-completion-index';

function withIndex(pod: JsonObject, index: string): JsonObject {
  const metadata = pod.metadata as JsonObject;
  const annotations = { ...(metadata.annotations as JsonObject | undefined), [INDEX]: index };
  return { ...pod, metadata: { ...metadata, annotations } };
}

function finish(job: Job, counts: JsonObject, type: string, reason: string, nowMs: number): readonly Change[] {
  const first = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  const message = reason === 'CompletionsReached' ? 'Reached expected number of succeeded pods' : REASONS[reason]!;
  let conditions: readonly Condition[] | undefined = job.status?.conditions;
  for (const t of [first, type]) {
    conditions = setCondition(conditions, { type: t, status: 'True', reason, message }, nowMs).map((c) =>
      c.type === t ? { ...c, lastProbeTime: timeText(nowMs) } : c,
    );
  }
  return [
    ...statusChange('jobs', job, {
      ...counts,
      active: type === 'Failed' ? 0 : (at(counts, 'active') ?? 0),
      ready: 0,
      conditions,
      ...(type === 'Complete' && { completionTime: timeText(nowMs) }),
    }),
    event(job, SOURCE, type === 'Complete' ? 'Completed' : reason, message, type === 'Complete' ? 'Normal' : 'Warning'),
  ];
}

const REASONS: Readonly<Record<string, string>> = {
  BackoffLimitExceeded: 'Job has reached the specified backoff limit',
  DeadlineExceeded: 'Job was active longer than specified deadline',
};
