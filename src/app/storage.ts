import type { FastPaths } from '../base/fast-paths.ts';
import type { Environment, Ports } from '../base/ports.ts';
import type { StoragePlan } from '../model/plan.ts';
import { growingPacker } from '../packing/growing-packer.ts';
import { BlockPacker } from '../packing/pack.ts';
import { inlinePacker, openWorkerPacker, type Packer } from '../packing/packer.ts';

/** Threads that compress, at most: more than the decoding thread can keep busy are of no use. */
const MAX_WORKERS = 4;

/** The module that packing threads run. */
export const PACKING_THREAD = new URL(
  `./packing-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.cjs'}`,
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

/** Compact rows that the main thread packs within SPAN_MS before it leaves that to threads. */
const INLINE_BYTES = 2 * 1024 * 1024;
const SPAN_MS = 10_000;

/**
 * Segments rest deflated where answers are gzip, else raw, which is a copy and needs no thread. Threads start when there is enough to pack
 * for them: one takes 9 MiB of resident memory.
 */
export function openPacker(
  { encoding }: StoragePlan,
  { codec, inflate }: FastPaths,
  { threads, compression, env, clock }: Pick<Ports, 'threads' | 'compression' | 'env' | 'clock'>,
  onThreads: (count: number) => void,
): Packer {
  const workers = encoding === 'raw' || !threads ? 0 : packingThreads(env, threads.parallelism);
  onThreads(0);
  const inline = inlinePacker(encoding, new BlockPacker(codec, compression));
  if (workers === 0 || !threads) return inline;
  const open = (): Packer => {
    onThreads(workers);
    return openWorkerPacker('deflate', { threads, workers, entry: PACKING_THREAD, data: { codec, inflate } });
  };
  return growingPacker(inline, open, { bytes: INLINE_BYTES, spanMs: SPAN_MS, now: () => clock.now() });
}
