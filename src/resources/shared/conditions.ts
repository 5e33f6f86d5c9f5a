import type { Rows } from '../../model/family.ts';

/** The values that a condition's status is shown as, in the order of the samples. */
export const CONDITION_STATUSES = [
  ['True', 'true'],
  ['False', 'false'],
  ['Unknown', 'unknown'],
] as const;

/**
 * Writes a condition as three samples: true, false, unknown, of which the one that holds is 1. `lead` writes the labels
 * that come before the status.
 */
export function writeCondition(rows: Rows, status: string, label: string, lead?: (rows: Rows) => void): void {
  for (const [value, shown] of CONDITION_STATUSES) {
    lead?.(rows);
    rows.label(label, shown).value(status === value ? 1 : 0);
  }
}
