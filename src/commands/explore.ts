import { parseCommandLine } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { list } from '../config/list-types.ts';
import { count, oneOf, port } from '../config/scalar-types.ts';
import type { Command } from './command.ts';
import { SOURCE_NOTES, sourceFlags } from './source-flags.ts';

const exploreFlags = {
  output: {
    name: 'output',
    short: 'o',
    type: oneOf({ page: 'serve it on loopback', table: '', json: '', html: 'one file for a ticket' }),
    help: 'what to do with the result',
  },
  port: { name: 'port', type: port, help: 'port of the page on 127.0.0.1; 0: any free port' },
  rows: { name: 'rows', type: count, default: '30', help: 'families to print in a table; 0: all' },
  usedBy: {
    name: 'used-by',
    completes: 'files',
    type: list,
    help: 'rules and dashboards, files or folders: mark families and labels that nothing reads',
  },
  ...sourceFlags,
} as const satisfies FlagTable;

/** Values of the flags of `explore`. */
export type ExploreFlags = ValuesOf<typeof exploreFlags>;

/** Shows what the bytes of an exposition are spent on. */
export const explore: Command = {
  name: 'explore',
  summary: 'show what the metrics of an exporter are spent on',
  usage: '[flags] SOURCE[,SOURCE...]',
  flags: exploreFlags,
  notes: `${SOURCE_NOTES}

Examples:
  kube-state-metrics explore http://localhost:8080
  kube-state-metrics explore -o table --used-by rules/ --used-by dashboards/ metrics.txt`,
  async run(argv, program) {
    const { values, words } = parseCommandLine(argv, exploreFlags);
    const { runExplore } = await import('./explore-run.ts');
    return runExplore(words, values, program);
  },
};
