import { availableParallelism } from 'node:os';
import type { StoragePlan } from '../model/plan.ts';
import { inlinePacker, openWorkerPacker, type Packer } from '../packing/packer.ts';

/** Packing threads, at most: more than the decoding thread can keep busy are of no use. */
const MAX_WORKERS = 4;

/** Opens what packs segments. One core is left to the event loop where there are several. */
export function openPacker({ encoding }: StoragePlan): Packer {
  if (encoding === 'raw') return inlinePacker('raw');
  return openWorkerPacker('deflate', Math.max(1, Math.min(MAX_WORKERS, availableParallelism() - 1)));
}
