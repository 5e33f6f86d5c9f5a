import { PACKING_THREAD } from '../../src/app/storage.ts';
import { FAST } from '../../src/base/fast-paths.ts';
import { Converter } from '../../src/exposition/converter.ts';
import type { Encoding } from '../../src/model/view.ts';
import { BlockPacker } from '../../src/packing/pack.ts';
import { inlinePacker, openWorkerPacker, type Packer } from '../../src/packing/packer.ts';
import { openCompression } from '../../src/system/compression.ts';
import { systemThreads } from '../../src/system/threads.ts';

export const compression = openCompression(FAST.inflate);
export const converter = new Converter(compression);

/** A packer on the thread of the test. */
export function packInline(encoding: Encoding): Packer {
  return inlinePacker(encoding, new BlockPacker(FAST.codec, compression));
}

/** A packer on threads of its own, as the program has. */
export function packOnThreads(workers: number): Packer {
  return openWorkerPacker('deflate', { threads: systemThreads, workers, entry: PACKING_THREAD, data: FAST });
}
