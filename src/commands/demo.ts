import type { FlagTable } from '../config/flag.ts';
import { flags } from '../config/flags.ts';
import type { Command } from './command.ts';
import { simulateFlags } from './simulate.ts';

const { pods, nodes, churn, incidents, controllers, scenario, seed, noWatchlist, shardedListAndWatch } = simulateFlags;

/** Flags of `simulate` that the exporter does not have; others are given after `--`. */
export const clusterOnlyFlags = {
  pods,
  nodes,
  churn: { ...churn, default: '50' },
  incidents,
  controllers,
  scenario,
  seed,
  noWatchlist,
  shardedListAndWatch,
} satisfies FlagTable;

/** Flags of the demo: those of the cluster, then those of the exporter. */
export const demoFlags: FlagTable = { ...clusterOnlyFlags, ...flags };

/** Serves the metrics of a simulated cluster, for a first look. */
export const demo: Command = {
  name: 'demo',
  summary: 'simulate a cluster and serve its metrics',
  usage: '[flags] [-- flags of simulate]',
  flags: demoFlags,
  notes: 'Its ports are open on 127.0.0.1 only, and its log is in a temporary file, unless flags say otherwise.',
  run: async (argv, program) => (await import('./demo-run.ts')).runDemo(argv, program),
};
