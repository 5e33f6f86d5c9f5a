import { writeCondition } from '../../families/conditions.ts';
import { unixSeconds } from '../../families/times.ts';
import { type Family, family } from '../../model/family.ts';
import { list, msg, str, time } from '../../model/schema.ts';

const conditions = { status: msg(3, { conditions: list(2, { type: str(1), status: str(2) }) }) };
const conditionTimes = {
  status: msg(3, { conditions: list(2, { type: str(1), status: str(2), lastTransitionTime: time(4) }) }),
};

/** Creates the family of a condition as true, false and unknown. */
export function conditionFamily(name: string, type: string, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    labels: ['condition'],
    reads: conditions,
    render: ({ status }, samples) => {
      for (const condition of status.conditions) {
        if (condition.type === type) writeCondition(samples, condition.status, 'condition');
      }
    },
  });
}

/** Creates the family of the time at which a condition got a status. */
export function conditionTimeFamily(
  name: string,
  type: string,
  value: 'True' | 'False',
  help: string,
  stability: Family['stability'] = 'ALPHA',
): Family {
  return family({
    name,
    help,
    stability,
    reads: conditionTimes,
    render: ({ status }, samples) => {
      for (const condition of status.conditions) {
        if (condition.type === type && condition.status === value)
          samples.value(unixSeconds(condition.lastTransitionTime));
      }
    },
  });
}

/** The pods whose condition PodScheduled is False. */
export const unschedulableFamily = family({
  name: 'kube_pod_status_unschedulable',
  help: 'Present for a pod that cannot currently be scheduled to a node; the value is always 1.',
  stability: 'STABLE',
  reads: conditions,
  render: ({ status }, samples) => {
    for (const condition of status.conditions) {
      if (condition.type === 'PodScheduled' && condition.status === 'False') samples.value(1);
    }
  },
});
