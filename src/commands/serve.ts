import { flags } from '../config/flags.ts';
import type { Command } from './command.ts';

/** Serves the metrics of a cluster until it is told to stop. */
export const serve: Command = {
  name: 'serve',
  summary: 'serve the metrics of a cluster; the default',
  usage: '[flags]',
  flags,
  run: async (argv, program) => (await import('./serve-run.ts')).runServe(argv, program),
};
