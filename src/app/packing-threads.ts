import { availableParallelism } from 'node:os';
import type { Options } from '../model/options.ts';
import { inlinePacker, openWorkerPacker, type Packer } from '../packing/packer.ts';

/** Threads that compress, at most: more than the decoding thread can keep busy are of no use. */
const MAX_WORKERS = 4;

/** Segments rest deflated where answers are gzip, else raw. One core is left to the event loop where there are several. */
export function openPacker({ gzip }: Options): Packer {
  if (!gzip) return inlinePacker('raw');
  return openWorkerPacker('deflate', Math.max(1, Math.min(MAX_WORKERS, availableParallelism() - 1)));
}
