import { type Family, family, type SampleWriter } from '../model/family.ts';
import { conditionShape } from '../model/meta.ts';
import { list, msg } from '../model/schema.ts';

/** The values of a condition's status, and how they are shown, in the order of the samples. */
export const CONDITION_STATUSES = [
  ['True', 'true'],
  ['False', 'false'],
  ['Unknown', 'unknown'],
] as const;

/** Writes a condition as three samples: true, false, unknown, of which the one that holds is 1. */
export function writeCondition(samples: SampleWriter, status: string, label: string): void {
  for (const [value, shown] of CONDITION_STATUSES) samples.label(label, shown).state(status === value);
}

/** All conditions of an object. `no` is the protobuf number of `conditions` within the status. */
export function conditionsFamily(
  name: string,
  what: string,
  no: number,
  stability: Family['stability'] = 'STABLE',
): Family {
  return family({
    name,
    help: `Status of each condition of ${what}: 1 for the current status, 0 for all others.`,
    stability,
    labels: ['condition', 'status'],
    reads: { status: msg(3, { conditions: list(no, conditionShape) }) },
    render: ({ status }, samples) => {
      for (const condition of status.conditions) {
        for (const [value, shown] of CONDITION_STATUSES) {
          samples.label('condition', condition.type).label('status', shown);
          samples.state(condition.status === value);
        }
      }
    },
  });
}
