import type { Comparison, Difference, FamilyDifference } from '../analysis/comparison.ts';
import type { DifferenceKind } from '../analysis/difference-kind.ts';
import { textTable } from './text-table.ts';

const KINDS: readonly DifferenceKind[] = ['missing', 'extra', 'different', 'double'];

/** Writes a comparison as text: examples by family in the form of a diff, a table of the families that differ, and a summary. */
export function diffTable(comparison: Comparison, [first, second]: readonly [string, string]): string {
  const differences = comparison.differences();
  const lines = [`--- ${first}`, `+++ ${second}`];
  for (const { family, counts, types } of differences) {
    if (types) lines.push(`@@ ${family} @@`, `-# TYPE ${family} ${types[0]}`, `+# TYPE ${family} ${types[1]}`);
    const examples = comparison.examples.filter((example) => example.family === family);
    if (examples.length === 0) continue;
    if (!types) lines.push(`@@ ${family} @@`);
    for (const kind of KINDS) {
      const shown = examples.filter((example) => example.kind === kind);
      lines.push(...shown.flatMap(exampleLines));
      const more = counts[kind] - shown.length;
      if (shown.length > 0 && more > 0) lines.push(` (${more} more ${kind})`);
    }
  }
  const shown = lines.length > 2 ? [...lines, ''] : [];
  const table = differences.length > 0 ? [...familyTable(differences), ''] : [];
  return `${[...shown, ...table, ...summary(comparison, differences)].join('\n')}\n`;
}

function exampleLines({ kind, series, values: [first, second] }: Difference): readonly string[] {
  if (kind === 'double') return [` ${series} more than once in the ${first === undefined ? 'second' : 'first'} side`];
  return [
    ...(first === undefined ? [] : [`-${series} ${first}`]),
    ...(second === undefined ? [] : [`+${series} ${second}`]),
  ];
}

function familyTable(differences: readonly FamilyDifference[]): readonly string[] {
  const rows = differences.map(({ family, samples, counts, known }) =>
    [family, ...samples, ...KINDS.map((kind) => counts[kind]), known].map(String),
  );
  return textTable(['FAMILY', 'FIRST', 'SECOND', ...KINDS.map((kind) => kind.toUpperCase()), 'KNOWN'], rows);
}

function summary(comparison: Comparison, differences: readonly FamilyDifference[]): readonly string[] {
  const { families, samples } = comparison.totals();
  const differing = differences.filter(({ counts, types }) => types || Object.values(counts).some(Boolean)).length;
  const known = differences.reduce((sum, each) => sum + each.known, 0);
  const amount = `${families} families, ${samples[0]} and ${samples[1]} samples`;
  const accepted = known > 0 ? `; ${known} known differences` : '';
  return [differing === 0 ? `No differences: ${amount}${accepted}` : `${differing} of ${amount} differ${accepted}`];
}

/** Writes a comparison as JSON. */
export function diffJson(comparison: Comparison): string {
  const { families, samples } = comparison.totals();
  const result = {
    families,
    samples,
    differences: comparison.differences(),
    examples: comparison.examples.map(({ values, ...rest }) => ({
      ...rest,
      // JSON has no NaN and no infinities.
      values: values.map((value) => (value === undefined ? null : Number.isFinite(value) ? value : String(value))),
    })),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
