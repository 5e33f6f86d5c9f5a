import type { Command } from './command.ts';
import { INSTALLATION, SHELLS } from './completion/shells.ts';

/** Prints a completion script. */
export const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  usage: SHELLS.join('|'),
  flags: {},
  notes: INSTALLATION,
  words: () => SHELLS,
  async run([shell], { commands, print }) {
    const [{ completionScript }, { resources }] = await Promise.all([
      import('./completion/scripts.ts'),
      import('../resources/index.ts'),
    ]);
    print(completionScript(shell, { commands, resources: resources.map(({ plural }) => plural) }));
    return 0;
  },
};
