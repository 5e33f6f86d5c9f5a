import { type EncodedLabels, encodeLabels } from '../model/encoded-labels.ts';
import type { SampleWriter } from '../model/family.ts';
import type { LabelRow } from './labels.ts';

/** Labels from one place on that all samples of a family have, encoded, unless an object overrides one of them. */
interface ConstantRun {
  readonly end: number;
  readonly encoded: EncodedLabels;
}

/** Writes the labels of a row, and those of `base` that it does not have, in the order of their names. */
export type WriteRow = (row: LabelRow, base: LabelRow, rows: SampleWriter) => void;

/** Compiles the writer of the rows of a family whose `base` begins as a copy of `common` for each object. */
export function compileRowWriter(common: LabelRow): WriteRow {
  const { names } = common.names;
  const runs = runsOf(common);
  const isConstant = (run: ConstantRun, from: number, row: LabelRow, base: LabelRow): boolean => {
    for (let slot = from; slot < run.end; slot++) {
      if (row.values[slot] !== undefined || base.values[slot] !== common.values[slot]) return false;
    }
    return true;
  };
  return (row, base, rows) => {
    if (row.hasMore || base.hasMore) {
      for (const [name, value] of row.sorted(base)) rows.label(name, value);
      return;
    }
    for (let slot = 0; slot < names.length; ) {
      const run = runs[slot];
      if (run !== undefined && isConstant(run, slot, row, base)) {
        rows.encoded(run.encoded);
        slot = run.end;
        continue;
      }
      const value = row.values[slot] ?? base.values[slot];
      if (value !== undefined) rows.label(names[slot]!, value);
      slot++;
    }
  };
}

/** Returns the runs of labels that `common` has, by the place at which each begins. */
function runsOf({ names: { names }, values }: LabelRow): readonly (ConstantRun | undefined)[] {
  const runs = new Array<ConstantRun | undefined>(names.length).fill(undefined);
  for (let start = 0; start < names.length; start++) {
    let end = start;
    while (end < names.length && values[end] !== undefined) end++;
    if (end === start) continue;
    const labels = names.slice(start, end).map((name, i) => [name, values[start + i]!] as const);
    runs[start] = { end, encoded: encodeLabels(labels) };
    start = end;
  }
  return runs;
}
