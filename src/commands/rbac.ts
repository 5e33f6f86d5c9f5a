import { flags } from '../config/flags.ts';
import type { Command } from './command.ts';

/** Prints roles for exactly the given flags. */
export const rbac: Command = {
  name: 'rbac',
  summary: 'print the minimal RBAC for the given flags, as YAML',
  usage: '[flags]',
  flags,
  async run(argv, { print }) {
    const { rbacText } = await import('./rbac-run.ts');
    print(rbacText(argv));
    return 0;
  },
};
