import type { SampleWriter } from '../model/family.ts';

/** Writes one sample per choice, 1 for the one that holds. */
export function writeChoice(samples: SampleWriter, label: string, choices: readonly string[], current: string): void {
  for (const choice of choices) samples.label(label, choice).state(choice === current);
}
