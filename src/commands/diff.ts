import { parseCommandLine } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { bool, count, duration, oneOf } from '../config/scalar-types.ts';
import type { Command } from './command.ts';
import { SOURCE_NOTES, sourceFlags } from './source-flags.ts';

const diffFlags = {
  known: {
    name: 'known',
    type: bool,
    help: 'accept the differences from kube-state-metrics that this program decides on',
  },
  examples: {
    name: 'examples',
    type: count,
    default: '3',
    help: 'series to show for each kind of difference of a family',
  },
  settle: {
    name: 'settle',
    type: duration,
    help: 'compare again after this time, and count only what differs both times: for clusters that change meanwhile',
  },
  output: { name: 'output', short: 'o', type: oneOf({ table: '', json: '' }), help: 'format of the result' },
  ...sourceFlags,
} as const satisfies FlagTable;

/** Values of the flags of `diff`. */
export type DiffFlags = ValuesOf<typeof diffFlags>;

/** Compares the series of two exporters, or of two fleets of shards. */
export const diff: Command = {
  name: 'diff',
  summary: 'compare the metrics of two exporters; exits with 1 if they differ',
  usage: '[flags] SOURCE[,SOURCE...] SOURCE[,SOURCE...]',
  flags: diffFlags,
  notes: `${SOURCE_NOTES} Sources with commas between are the shards of one side.

Exit codes: 0: no difference; 1: differences; 2: a source could not be read.

Example:
  kube-state-metrics diff --known --settle 10s http://kube-state-metrics:8080 http://localhost:8080`,
  faultCode: 2,
  async run(argv, program) {
    const { values, words } = parseCommandLine(argv, diffFlags);
    const { runDiff } = await import('./diff-run.ts');
    return runDiff(words, values, program);
  },
};
