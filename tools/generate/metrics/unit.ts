import type { Family } from '../../../src/model/family.ts';

/** Endings and parts of help texts that say the unit, and how a table has it; the first that fits counts. */
const UNITS: readonly (readonly [help: RegExp, unit: string])[] = [
  [/the value is always 1/, 'always 1'],
  [/as a Unix timestamp in seconds/, 'Unix time in seconds'],
  [/\bunit of the unit label/, 'label `unit`'],
  [/in the unit of the metric/, 'that of the metric'],
  [/in (its|the) base unit/, 'cores, bytes or a number'],
  [/in seconds/, 'seconds'],
  [/in bytes/, 'bytes'],
  [/in cores/, 'cores'],
  [/as a ratio/, 'ratio'],
  [/\(1\) or .*\(0\)|: 1 for /, '0 or 1'],
];

/** Returns the unit of a family, as its help text has it; a plain number has none. */
export function unitOf({ help }: Family): string {
  return UNITS.find(([pattern]) => pattern.test(help))?.[1] ?? 'number';
}
