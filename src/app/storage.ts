import type { FastPaths } from '../base/fast-paths.ts';
import type { Environment, Ports } from '../base/ports.ts';
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
 * Returns how many threads compress: one core is left to the event loop where there are several. GOMAXPROCS stands for the number of
 * cores, as in Go, which ignores what is not a number above 0.
 */
export function packingThreads({ GOMAXPROCS: wanted = '' }: Environment, parallelism: number): number {
  const cores = /^\d+$/.test(wanted) && Number(wanted) > 0 ? Number(wanted) : parallelism;
  return Math.max(1, Math.min(MAX_WORKERS, cores - 1));
}

/**
 * Segments rest deflated where answers are gzip, else raw, which is a copy and needs no thread.
 */
export function openPacker(
  { encoding }: StoragePlan,
  { codec, inflate }: FastPaths,
  { threads, compression, env }: Pick<Ports, 'threads' | 'compression' | 'env'>,
  onThreads: (count: number) => void,
): Packer {
  const workers = encoding === 'raw' || !threads ? 0 : packingThreads(env, threads.parallelism);
  onThreads(workers);
  if (workers === 0 || !threads) return inlinePacker(encoding, new BlockPacker(codec, compression));
  return openWorkerPacker('deflate', { threads, workers, entry: PACKING_THREAD, data: { codec, inflate } });
}
