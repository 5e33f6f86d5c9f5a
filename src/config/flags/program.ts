import { bool, text } from '../scalar-types.ts';
import { group } from './row.ts';

/** Configuration of the program itself. */
export const programFlags = group('Configuration', {
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
  portable: {
    name: 'portable',
    type: bool,
    fileKeys: [],
    applies: 'restart',
    help: 'use plain JavaScript and public functions of Node instead of WebAssembly, generated code and internals of zlib: slower, with the same metrics; also set by KSM_PORTABLE=1',
    ours: true,
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
