import { writeChoice } from '../../families/choices.ts';
import { type Family, family } from '../../model/family.ts';
import { list, msg, optMsg, optTime, str, time } from '../../model/schema.ts';

const PHASES = ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running'];
const QOS_CLASSES = ['BestEffort', 'Burstable', 'Guaranteed'];
/** Reasons that are shown by name; any other is `Other`. */
const REASONS = [
  'Evicted',
  'NodeAffinity',
  'NodeLost',
  'PreemptionByScheduler',
  'SchedulingGated',
  'Shutdown',
  'TerminationByKubelet',
  'UnexpectedAdmissionError',
];
const DISRUPTION_REASONS = new Set([
  'DeletionByPodGC',
  'DeletionByTaintManager',
  'EvictionByEvictionAPI',
  'PreemptionByScheduler',
  'TerminationByKubelet',
]);

/** The time at which the kubelet acknowledged pods. */
export const startTimeFamily = family({
  name: 'kube_pod_start_time',
  help: 'Time at which the kubelet acknowledged a pod, as a Unix timestamp in seconds.',
  stability: 'STABLE',
  reads: { status: msg(3, { startTime: optTime(7) }) },
  render: ({ status }, samples) => {
    if (status.startTime !== undefined) samples.value(status.startTime);
  },
});

/** The time at which the last container of pods terminated. */
export const completionTimeFamily = family({
  name: 'kube_pod_completion_time',
  help: 'Time at which the last container of a pod terminated, as a Unix timestamp in seconds.',
  stability: 'STABLE',
  reads: {
    status: msg(3, {
      containerStatuses: list(8, { state: msg(2, { terminated: optMsg(3, { finishedAt: time(6) }) }) }),
    }),
  },
  render: ({ status }, samples) => {
    let last = 0;
    for (const { state } of status.containerStatuses) last = Math.max(last, state.terminated?.finishedAt ?? 0);
    if (last > 0) samples.value(last);
  },
});

/** The phase of pods as a state set. */
export const phaseFamily = family({
  name: 'kube_pod_status_phase',
  help: 'Phase of a pod: 1 for the current phase, 0 for all others.',
  stability: 'STABLE',
  labels: ['phase'],
  reads: { status: msg(3, { phase: str(1) }) },
  render: ({ status }, samples) => {
    if (status.phase !== '') writeChoice(samples, 'phase', PHASES, status.phase);
  },
});

/** The quality-of-service class of pods as a state set. */
export const qosClassFamily = family({
  name: 'kube_pod_status_qos_class',
  help: 'Quality-of-service class of a pod: 1 for its class, 0 for all others.',
  labels: ['qos_class'],
  reads: { status: msg(3, { qosClass: str(9) }) },
  render: ({ status }, samples) => {
    if (status.qosClass !== '') writeChoice(samples, 'qos_class', QOS_CLASSES, status.qosClass);
  },
});

const reasons = {
  status: msg(3, {
    reason: str(4),
    conditions: list(2, { reason: str(5) }),
    containerStatuses: list(8, { state: msg(2, { terminated: optMsg(3, { reason: str(3) }) }) }),
  }),
};

/** Reasons for the state of pods, from the pod, its conditions and its containers. */
export const reasonFamily: Family = family({
  name: 'kube_pod_status_reason',
  help: 'Reasons for the state of a pod, one series each, Other for less common ones; the value is always 1.',
  labels: ['reason'],
  reads: reasons,
  render: ({ status: { reason, conditions, containerStatuses } }, samples) => {
    for (const known of REASONS) {
      let holds = reason === known;
      for (const condition of conditions) holds ||= condition.reason === known;
      for (const { state } of containerStatuses) holds ||= state.terminated?.reason === known;
      if (holds) samples.label('reason', known).value(1);
    }
    if (reason !== '' && !REASONS.includes(reason)) samples.label('reason', 'Other').value(1);
  },
});

/** The reason of the condition DisruptionTarget (KEP-3329). */
export const disruptionReasonFamily = family({
  name: 'kube_pod_status_disruption_reason',
  help: 'Reason why a pod is about to be disrupted, as a label; the value is always 1.',
  labels: ['reason'],
  reads: { status: msg(3, { conditions: list(2, { type: str(1), reason: str(5) }) }) },
  render: ({ status }, samples) => {
    for (const { type, reason } of status.conditions) {
      if (type !== 'DisruptionTarget') continue;
      samples.label('reason', DISRUPTION_REASONS.has(reason) ? reason : 'Other').value(1);
    }
  },
});
