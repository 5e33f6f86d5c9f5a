import type { Packer } from './packer.ts';

/** Limit of what is packed on the caller's thread. */
export interface InlineLimit {
  /** Bytes of records and old segments within `spanMs`. */
  readonly bytes: number;
  readonly spanMs: number;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/**
 * Packs by `inline` until more comes than the limit, and from then on by what `open` gives: a small cluster never needs threads. Both have
 * the same encoding.
 */
export function growingPacker(inline: Packer, open: () => Packer, limit: InlineLimit): Packer {
  let threads: Packer | undefined;
  let spanEnd = Number.NEGATIVE_INFINITY;
  let packed = 0;
  const count = (bytes: number): void => {
    const now = limit.now();
    if (now >= spanEnd) {
      spanEnd = now + limit.spanMs;
      packed = 0;
    }
    packed += bytes;
    if (packed > limit.bytes) threads = open();
  };
  return {
    encoding: inline.encoding,
    pack: (prepare, take) => {
      if (threads) return threads.pack(prepare, take);
      return inline.pack(prepare, (result, job) => {
        count(job.recordBytes + job.oldBytes);
        take(result, job);
      });
    },
    close: async () => {
      await inline.close();
      await threads?.close();
    },
  };
}
