import { flags } from '../config/flags.ts';
import type { Command } from './command.ts';

/** Serves the metrics of a simulated cluster, for a first look. */
export const demo: Command = {
  name: 'demo',
  summary: 'simulate a cluster and serve its metrics',
  usage: '[flags] [-- flags of simulate]',
  flags,
  run: async (argv, program) => (await import('./demo-run.ts')).runDemo(argv, program),
};
