import type { FastPaths } from '../base/fast-paths.ts';
import type { Ports } from '../base/ports.ts';
import type { StoragePlan } from '../model/plan.ts';
import { BlockPacker } from '../packing/pack.ts';
import { inlinePacker, openWorkerPacker, type Packer } from '../packing/packer.ts';

/** Threads that compress, at most: more than the decoding thread can keep busy are of no use. */
const MAX_WORKERS = 4;

/** The module that packing threads run. */
export const PACKING_THREAD = new URL(
  `./packing-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/**
 * Segments rest deflated where answers are gzip, else raw, which is a copy and needs no thread. One core is left to the event loop
 * where there are several.
 */
export function openPacker(
  { encoding }: StoragePlan,
  { codec, inflate }: FastPaths,
  { threads, compression }: Pick<Ports, 'threads' | 'compression'>,
): Packer {
  if (encoding === 'raw' || !threads) return inlinePacker(encoding, new BlockPacker(codec, compression));
  const workers = Math.max(1, Math.min(MAX_WORKERS, threads.parallelism - 1));
  return openWorkerPacker('deflate', { threads, workers, entry: PACKING_THREAD, data: { codec, inflate } });
}
