import type { Rows } from '../../model/family.ts';

/** Writes one sample per choice, 1 for the one that holds. */
export function writeChoice(rows: Rows, label: string, choices: readonly string[], current: string): void {
  for (const choice of choices) rows.label(label, choice).state(choice === current);
}
