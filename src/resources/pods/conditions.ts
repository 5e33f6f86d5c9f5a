import { type Family, family } from '../../model/family.ts';
import { list, msg, str, time } from '../../model/schema.ts';
import { writeCondition } from '../shared/conditions.ts';
import { unixSeconds } from '../shared/times.ts';

const conditions = { status: msg(3, { conditions: list(2, { type: str(1), status: str(2) }) }) };
const conditionTimes = {
  status: msg(3, { conditions: list(2, { type: str(1), status: str(2), lastTransitionTime: time(4) }) }),
};

/** A condition as true, false and unknown. */
export function conditionFamily(name: string, type: string, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    labels: ['condition'],
    reads: conditions,
    render: ({ status }, rows) => {
      for (const condition of status.conditions) {
        if (condition.type === type) writeCondition(rows, condition.status, 'condition');
      }
    },
  });
}

/** Unix time since which a condition has had a status. */
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
    render: ({ status }, rows) => {
      for (const condition of status.conditions) {
        if (condition.type === type && condition.status === value)
          rows.value(unixSeconds(condition.lastTransitionTime));
      }
    },
  });
}

export const unschedulableFamily = family({
  name: 'kube_pod_status_unschedulable',
  help: 'One sample of value 1 for a pod that no node can take at present.',
  stability: 'STABLE',
  reads: conditions,
  render: ({ status }, rows) => {
    for (const condition of status.conditions) {
      if (condition.type === 'PodScheduled' && condition.status === 'False') rows.value(1);
    }
  },
});
