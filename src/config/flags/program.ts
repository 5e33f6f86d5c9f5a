import { bool, int, text } from '../scalar-types.ts';
import { group } from './row.ts';

/** Options and logs of the program itself. */
export const programFlags = group('Configuration and logs', {
  config: {
    name: 'config',
    type: text,
    fileKeys: [],
    applies: 'restart',
    help: 'path of a file with options, which override those of the command line',
  },
  continueWithoutConfig: {
    name: 'continue-without-config',
    type: bool,
    applies: 'none',
    help: 'start even if that file does not exist, and read it when it appears',
  },
  verbosity: {
    name: 'v',
    short: 'v',
    type: int,
    fileKeys: [],
    applies: 'log',
    help: 'log verbosity: 0 is enough for operators, 4 and higher is for debugging',
  },
  help: {
    name: 'help',
    short: 'h',
    type: bool,
    fileKeys: [],
    applies: 'none',
    help: 'print this text',
  },
});
