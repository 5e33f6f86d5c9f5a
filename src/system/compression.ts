import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Compression } from '../base/compression.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import { openInflater } from './inflater.ts';

const LEVELS = { fast: constants.Z_BEST_SPEED, default: constants.Z_DEFAULT_COMPRESSION };

/** Node's zlib; `inflate` says by which way it inflates. */
export function openCompression(inflate: FastPaths['inflate']): Compression {
  return {
    crc32,
    deflatePiece: (text, effort) =>
      deflateRawSync(text, { level: LEVELS[effort], finishFlush: constants.Z_FULL_FLUSH }),
    openInflater: () => openInflater(inflate),
  };
}
