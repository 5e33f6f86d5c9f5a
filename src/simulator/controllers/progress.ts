import { setCondition, timeMs, timeText } from './conditions.ts';
import { limitsOf } from './rollout.ts';
import type { Condition, Workload } from './types.ts';

/** Counts of a Deployment's replicas. */
export interface Counts {
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

/** The conditions of a Deployment, and after how many milliseconds its deadline passes; 0: it has none. */
export interface Progress {
  readonly conditions: readonly Condition[];
  readonly againMs: number;
}

/** Tells the conditions Available and Progressing; a rollout that makes no progress for the deadline has failed. */
export function progress(deployment: Workload, counts: Counts, isComplete: boolean, nowMs: number): Progress {
  const { spec, status } = deployment;
  const isAvailable = counts.availableReplicas >= (spec.replicas ?? 1) - limitsOf(deployment).unavailable;
  const available = {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
  };
  const conditions = setCondition(status?.conditions, available, nowMs);
  if (spec.paused) return { conditions: progressing(conditions, 'Unknown', 'DeploymentPaused', nowMs), againMs: 0 };
  if (isComplete) return { conditions: progressing(conditions, 'True', 'NewReplicaSetAvailable', nowMs), againMs: 0 };
  return late(deployment, counts, conditions, nowMs);
}

/** The condition of a rollout that is not complete. */
function late(
  { metadata, spec, status }: Workload,
  counts: Counts,
  conditions: readonly Condition[],
  nowMs: number,
): Progress {
  const before = conditions.find((c) => c.type === 'Progressing');
  const isNew = status?.observedGeneration !== (metadata.generation ?? 1);
  // A rollout that was complete is not late when a pod is lost.
  if (before?.reason === 'NewReplicaSetAvailable' && !isNew) return { conditions, againMs: 0 };
  const hasMoved =
    counts.updatedReplicas !== (status?.updatedReplicas ?? 0) || counts.readyReplicas > (status?.readyReplicas ?? 0);
  const deadlineMs = Number(spec.progressDeadlineSeconds ?? 600) * 1000;
  if (!before || isNew || hasMoved)
    return { conditions: progressing(conditions, 'True', 'ReplicaSetUpdated', nowMs), againMs: deadlineMs };
  if (before.reason === 'ProgressDeadlineExceeded') return { conditions, againMs: 0 };
  const leftMs = timeMs(String(before.lastUpdateTime ?? before.lastTransitionTime)) + deadlineMs - nowMs;
  return leftMs > 0
    ? { conditions, againMs: leftMs }
    : { conditions: progressing(conditions, 'False', 'ProgressDeadlineExceeded', nowMs), againMs: 0 };
}

const MESSAGES: Readonly<Record<string, string>> = {
  DeploymentPaused: 'Deployment is paused',
  NewReplicaSetAvailable: 'The latest ReplicaSet has successfully progressed.',
  ReplicaSetUpdated: 'The latest ReplicaSet is progressing.',
  ProgressDeadlineExceeded: 'The latest ReplicaSet has timed out progressing.',
};

function progressing(
  conditions: readonly Condition[],
  status: string,
  reason: string,
  nowMs: number,
): readonly Condition[] {
  const before = conditions.find((c) => c.type === 'Progressing');
  if (before?.reason === reason && before.status === status && reason !== 'ReplicaSetUpdated') return conditions;
  const next = { type: 'Progressing', status, reason, message: MESSAGES[reason]! };
  return setCondition(conditions, next, nowMs).map((c) =>
    c.type === 'Progressing' ? { ...c, lastUpdateTime: timeText(nowMs) } : c,
  );
}
