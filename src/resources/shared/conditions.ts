import type { Rows } from '../../model/family.ts';

/** The values of a condition's status, and how they are shown, in the order of the samples. */
const STATUSES = [
  ['True', 'true'],
  ['False', 'false'],
  ['Unknown', 'unknown'],
] as const;

const NO_LABELS: readonly string[] = [];

/**
 * Writes a condition as three samples: true, false, unknown, of which the one that holds is 1. `lead` are the labels
 * before the status: name, value, name, value.
 */
export function writeCondition(rows: Rows, status: string, label: string, lead: readonly string[] = NO_LABELS): void {
  for (const [value, shown] of STATUSES) {
    for (let i = 0; i < lead.length; i += 2) rows.label(lead[i]!, lead[i + 1]!);
    rows.label(label, shown).value(status === value ? 1 : 0);
  }
}
