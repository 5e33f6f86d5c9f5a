import { specCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { statusTimeFamily, unixSeconds } from '../families/times.ts';
import { family } from '../model/family.ts';
import { creationTimestamp } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { count, GO_ZERO_TIME, msg, optBool, optStr, optTime, str } from '../model/schema.ts';
import { parseSchedule, type Schedule } from '../values/cron-schedule.ts';

/** The schedule in its time zone; undefined where it is invalid. */
function scheduleOf({ schedule, timeZone }: { schedule: string; timeZone: string | undefined }): Schedule | undefined {
  return parseSchedule(timeZone === undefined ? schedule : `CRON_TZ=${timeZone} ${schedule}`);
}

/** CronJobs: schedules, last and next runs. */
export const cronjobs = resource({
  plural: 'cronjobs',
  kind: 'CronJob',
  group: 'batch',
  identityLabels: [
    ['namespace', 'namespace'],
    ['cronjob', 'name'],
  ],
  families: [
    annotationsFamily('kube_cronjob_annotations', 'a CronJob'),
    labelsFamily('kube_cronjob_labels', 'a CronJob'),
    family({
      name: 'kube_cronjob_info',
      help: 'Schedule, concurrency policy and time zone of a CronJob, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['schedule', 'concurrency_policy', 'timezone'],
      reads: { spec: msg(2, { schedule: str(1), concurrencyPolicy: str(3), timeZone: optStr(8) }) },
      render: ({ spec }, samples) => {
        samples.label('schedule', spec.schedule).label('concurrency_policy', spec.concurrencyPolicy);
        samples.label('timezone', spec.timeZone ?? 'local').value(1);
      },
    }),
    createdFamily('kube_cronjob_created', 'a CronJob'),
    family({
      name: 'kube_cronjob_status_active',
      help: 'Number of Jobs of a CronJob that are currently running.',
      stability: 'STABLE',
      reads: { status: msg(3, { active: count(1) }) },
      render: ({ status }, samples) => samples.value(status.active),
    }),
    statusTimeFamily(
      'kube_cronjob_status_last_schedule_time',
      'lastScheduleTime',
      4,
      'Time for which a Job of a CronJob was last scheduled, as a Unix timestamp in seconds.',
    ),
    statusTimeFamily(
      'kube_cronjob_status_last_successful_time',
      'lastSuccessfulTime',
      5,
      'Time at which a Job of a CronJob last succeeded, as a Unix timestamp in seconds.',
    ),
    family({
      name: 'kube_cronjob_spec_suspend',
      help: 'Whether a CronJob is suspended (1) or not (0).',
      stability: 'STABLE',
      reads: { spec: msg(2, { suspend: optBool(4) }) },
      render: ({ spec }, samples) => samples.value(spec.suspend ? 1 : 0),
    }),
    specCount(
      'kube_cronjob_spec_starting_deadline_seconds',
      'startingDeadlineSeconds',
      2,
      'Longest delay after which a CronJob still starts a Job that missed its schedule, in seconds.',
    ),
    family({
      name: 'kube_cronjob_next_schedule_time',
      help: 'Time for which the next Job of a CronJob is scheduled, as a Unix timestamp in seconds.',
      stability: 'STABLE',
      reads: {
        ...creationTimestamp,
        spec: msg(2, { schedule: str(1), suspend: optBool(4), timeZone: optStr(8) }),
        status: msg(3, { lastScheduleTime: optTime(4) }),
      },
      render: ({ metadata, spec, status }, samples) => {
        const last = status.lastScheduleTime;
        const after = last === GO_ZERO_TIME ? metadata.creationTimestamp : (last ?? metadata.creationTimestamp);
        if (spec.suspend || after === undefined) return;
        const schedule = scheduleOf(spec);
        if (schedule) samples.value(unixSeconds(schedule.next(after)));
      },
    }),
    family({
      name: 'kube_cronjob_schedule_invalid',
      help: 'Present for a CronJob whose schedule or time zone is invalid; the value is always 1.',
      reads: { spec: msg(2, { schedule: str(1), timeZone: optStr(8) }) },
      render: ({ spec }, samples) => {
        if (!scheduleOf(spec)) samples.value(1);
      },
    }),
    resourceVersionFamily('kube_cronjob_metadata_resource_version', 'a CronJob', 'STABLE'),
    specCount(
      'kube_cronjob_spec_successful_job_history_limit',
      'successfulJobsHistoryLimit',
      6,
      'Number of succeeded Jobs that a CronJob keeps.',
      'ALPHA',
    ),
    specCount(
      'kube_cronjob_spec_failed_job_history_limit',
      'failedJobsHistoryLimit',
      7,
      'Number of failed Jobs that a CronJob keeps.',
      'ALPHA',
    ),
  ],
});
