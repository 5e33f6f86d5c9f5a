import { versionText } from '../app/version.ts';
import type { Command } from './command.ts';

/** Prints the version. */
export const version: Command = {
  name: 'version',
  summary: 'print the version',
  usage: '',
  flags: {},
  run(_, { print }) {
    print(versionText());
    return 0;
  },
};
