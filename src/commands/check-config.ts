import { parseCommandLine } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { bool, text } from '../config/scalar-types.ts';
import { systemFiles } from '../system/files.ts';
import type { Command } from './command.ts';

const checkFlags = {
  plan: {
    name: 'plan',
    type: bool,
    help: 'print the watches, metrics and shard that each file of options leads to, without other flags',
  },
  against: {
    name: 'against',
    completes: 'files',
    type: text,
    help: 'print the resources that a reload would touch if this file was replaced by the one that is checked',
  },
} as const satisfies FlagTable;

/** Values of the flags of `check-config`. */
export type CheckFlags = ValuesOf<typeof checkFlags>;

/** Checks configuration files, for use in CI. */
export const checkConfig: Command = {
  name: 'check-config',
  summary: 'check configuration files; exits with 1 if one has a problem',
  usage: '[flags] FILE...',
  flags: checkFlags,
  async run(argv, { print }) {
    const { values, words } = parseCommandLine(argv, checkFlags);
    const { runCheck } = await import('./check-config-run.ts');
    return runCheck(words, values, print, systemFiles);
  },
};
