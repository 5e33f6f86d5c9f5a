import { writeCondition } from '../families/conditions.ts';
import { specCount, statusCount } from '../families/counts.ts';
import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { statusTimeFamily } from '../families/times.ts';
import { type Family, family } from '../model/family.ts';
import { conditionShape } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { int, list, msg, optInt, str } from '../model/schema.ts';

/** Reasons of failure that are shown by name. */
const FAILURE_REASONS = ['BackoffLimitExceeded', 'DeadlineExceeded', 'Evicted'];

function jobConditionFamily(name: string, type: string, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    labels: ['condition'],
    reads: { status: msg(3, { conditions: list(1, conditionShape) }) },
    render: ({ status }, samples) => {
      for (const condition of status.conditions) {
        if (condition.type === type) writeCondition(samples, condition.status, 'condition');
      }
    },
  });
}

const failedFamily = family({
  name: 'kube_job_status_failed',
  help: 'Number of failed pods of a Job; if the Job failed for a known reason, 1 for that reason and 0 for the other reasons.',
  stability: 'STABLE',
  labels: ['reason'],
  reads: { status: msg(3, { conditions: list(1, { type: str(1), reason: str(5) }), failed: int(6) }) },
  render: ({ status }, samples) => {
    if (status.failed === 0) {
      samples.value(0);
      return;
    }
    let known = false;
    for (const { type, reason } of status.conditions) {
      if (type !== 'Failed') continue;
      known ||= FAILURE_REASONS.includes(reason);
      for (const shown of FAILURE_REASONS) samples.label('reason', shown).state(shown === reason);
    }
    if (!known) samples.label('reason', '').value(status.failed);
  },
});

/** Jobs: pods by outcome, conditions and times. */
export const jobs = resource({
  plural: 'jobs',
  kind: 'Job',
  group: 'batch',
  syncRank: 2,
  identityLabels: [
    ['namespace', 'namespace'],
    ['job_name', 'name'],
  ],
  families: [
    annotationsFamily('kube_job_annotations', 'a Job'),
    labelsFamily('kube_job_labels', 'a Job'),
    existsFamily('kube_job_info', 'Job', 'STABLE'),
    createdFamily('kube_job_created', 'a Job'),
    specCount(
      'kube_job_spec_parallelism',
      'parallelism',
      1,
      'Maximum number of pods that a Job runs at the same time.',
    ),
    specCount('kube_job_spec_completions', 'completions', 2, 'Number of pods that must succeed for a Job to complete.'),
    specCount(
      'kube_job_spec_active_deadline_seconds',
      'activeDeadlineSeconds',
      3,
      'Longest time that a Job may be active before it is terminated, in seconds.',
    ),
    statusCount('kube_job_status_succeeded', 'succeeded', 5, 'Number of succeeded pods of a Job.'),
    failedFamily,
    statusCount('kube_job_status_active', 'active', 4, 'Number of pending and running pods of a Job.'),
    family({
      name: 'kube_job_status_ready',
      help: 'Number of ready pods of a Job.',
      reads: { status: msg(3, { ready: optInt(9) }) },
      render: ({ status }, samples) => samples.value(status.ready ?? 0),
    }),
    jobConditionFamily(
      'kube_job_complete',
      'Complete',
      'Status of the Complete condition of a Job: 1 for the current status, 0 for all others.',
    ),
    jobConditionFamily(
      'kube_job_failed',
      'Failed',
      'Status of the Failed condition of a Job: 1 for the current status, 0 for all others.',
    ),
    statusTimeFamily(
      'kube_job_status_start_time',
      'startTime',
      2,
      'Time at which a Job was started by its controller, as a Unix timestamp in seconds.',
    ),
    statusTimeFamily(
      'kube_job_status_completion_time',
      'completionTime',
      3,
      'Completion time of a Job, as a Unix timestamp in seconds.',
    ),
    family({
      name: 'kube_job_status_suspended',
      help: 'Whether a Job is suspended (1) or not (0); present only if it was ever suspended.',
      reads: { status: msg(3, { conditions: list(1, conditionShape) }) },
      render: ({ status }, samples) => {
        for (const condition of status.conditions) {
          if (condition.type === 'Suspended') samples.value(condition.status === 'True' ? 1 : 0);
        }
      },
    }),
    ownerFamily('kube_job_owner', 'a Job'),
  ],
});
