import { type ApiObject, at, type JsonObject, textAt } from '../objects.ts';
import { type Change, type Controller, deletion, event, statusChange } from './change.ts';
import { controlledBy, holds, timeMs, timeText } from './conditions.ts';
import { lastFiring, parseCron } from './cron-schedule.ts';
import type { Workload } from './types.ts';

const SOURCE = 'cronjob-controller';

/** Starts a Job whenever a CronJob's schedule fires, and keeps the last ones. */
export const cronJobs: Controller = {
  plural: 'cronjobs',
  reconcile(cronJob, world) {
    const { nowMs } = world;
    const jobs = world.owned('jobs', cronJob.metadata.uid) as readonly Workload[];
    const active = jobs.filter((job) => !isFinished(job));
    const since = textAt(cronJob, 'status', 'lastScheduleTime') || String(cronJob.metadata.creationTimestamp ?? '');
    const schedule = parseCron(textAt(cronJob, 'spec', 'schedule'));
    const isOn = schedule && at(cronJob, 'spec', 'suspend') !== true && !cronJob.metadata.deletionTimestamp;
    const dueMs = isOn ? lastFiring(schedule, timeMs(since), nowMs) : undefined;
    const started = dueMs === undefined ? [] : start(cronJob, dueMs, active);
    const successes = jobs.map((job) => textAt(job.status, 'completionTime')).sort();
    const lastSuccessfulTime = successes.at(-1) || textAt(cronJob, 'status', 'lastSuccessfulTime');
    return [
      ...started,
      ...prune(cronJob, jobs),
      ...statusChange('cronjobs', cronJob, {
        active: active.length > 0 ? active.map(referenceTo) : undefined,
        ...(dueMs !== undefined && { lastScheduleTime: timeText(dueMs) }),
        ...(lastSuccessfulTime && { lastSuccessfulTime }),
      }),
      { do: 'again', afterMs: 60_000 - (nowMs % 60_000) + 50 },
    ];
  },
};

function isFinished({ status }: Workload): boolean {
  return holds(status?.conditions, 'Complete') || holds(status?.conditions, 'Failed');
}

function referenceTo({ apiVersion, kind, metadata: { namespace, name, uid } }: ApiObject): JsonObject {
  return { apiVersion, kind, namespace, name, uid };
}

function start(cronJob: ApiObject, dueMs: number, active: readonly Workload[]): readonly Change[] {
  const policy = textAt(cronJob, 'spec', 'concurrencyPolicy');
  if (policy === 'Forbid' && active.length > 0) return [];
  const { namespace, name } = cronJob.metadata;
  const template = (at(cronJob, 'spec', 'jobTemplate') ?? {}) as JsonObject;
  const job = `${name}-${dueMs / 60_000}`;
  const replaced = policy === 'Replace' ? active : [];
  const metadata = template.metadata as JsonObject | undefined;
  return [
    ...replaced.map((old) => deletion('jobs', old)),
    {
      do: 'create',
      plural: 'jobs',
      object: {
        metadata: {
          ...metadata,
          name: job,
          namespace,
          annotations: {
            ...(metadata?.annotations as JsonObject | undefined),
            'batch.kubernetes.io/cronjob-scheduled-timestamp': timeText(dueMs),
          },
          ownerReferences: [controlledBy(cronJob)],
          generation: 1,
        },
        spec: template.spec,
        status: {},
      },
    },
    event(cronJob, SOURCE, 'SuccessfulCreate', `Created job ${job}`),
  ];
}

/** Deletes finished Jobs beyond the limits of the history. */
function prune(cronJob: ApiObject, jobs: readonly Workload[]): readonly Change[] {
  const byAge = [...jobs].sort((a, b) => timeMs(b.metadata.creationTimestamp) - timeMs(a.metadata.creationTimestamp));
  const keep = (type: string, limit: number): readonly Change[] =>
    byAge
      .filter((job) => holds(job.status?.conditions, type))
      .slice(limit)
      .map((job) => deletion('jobs', job));
  return [
    ...keep('Complete', Number(at(cronJob, 'spec', 'successfulJobsHistoryLimit') ?? 3)),
    ...keep('Failed', Number(at(cronJob, 'spec', 'failedJobsHistoryLimit') ?? 1)),
  ];
}
