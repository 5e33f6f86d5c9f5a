import { bool, float, text } from '../scalar-types.ts';
import { group } from './row.ts';

/** Configuration of the program itself. */
export const programFlags = group('Configuration', {
  config: {
    name: 'config',
    completes: 'files',
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
  autoGomemlimit: {
    name: 'auto-gomemlimit',
    type: bool,
    fileKeys: ['auto-gomemlimit'],
    applies: 'restart',
    help: 'keep memory below a share of the limit of the container, or of the memory of the machine: near it, garbage is collected more often; the variable GOMEMLIMIT (such as 250MiB, or off) takes precedence',
  },
  autoGomemlimitRatio: {
    name: 'auto-gomemlimit-ratio',
    type: float,
    default: '0.9',
    fileKeys: ['auto-gomemlimit-ratio'],
    applies: 'restart',
    help: 'that share, more than 0 and at most 1',
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
