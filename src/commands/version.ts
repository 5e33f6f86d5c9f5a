import { parseArguments } from '../config/arguments.ts';
import { environmentFlags } from '../config/environment.ts';
import { flags } from '../config/flags.ts';
import type { Command } from './command.ts';

/** Prints the version and which fast paths are in use. */
export const version: Command = {
  name: 'version',
  summary: 'print the version and the fast paths in use',
  usage: '[flags]',
  flags: { portable: flags.portable },
  async run(argv, { print }) {
    const { portable } = parseArguments([...environmentFlags(process.env), ...argv], { portable: flags.portable });
    const [{ chooseFastPaths }, { versionText }] = await Promise.all([
      import('../app/fast-paths.ts'),
      import('../app/version.ts'),
    ]);
    print(versionText(chooseFastPaths(portable)));
    return 0;
  },
};
