/** Most parts that the exporter divides its objects into (--scrape-parts). */
const MAX_PARTS = 64;
/** Objects are assigned by hash, and differ in size: the largest part is somewhat larger than the average. */
const UNEVEN = 1.05;

/** Ways to bring responses below a limit. */
export interface Division {
  /** Parts of a process, a power of two; undefined: more than it can have. */
  readonly parts: number | undefined;
  /** Shards that would do so without parts. */
  readonly shards: number;
}

/** Returns the number of parts or shards whose responses are at most `limitBytes` each. */
export function divisionFor(totalBytes: number, limitBytes: number): Division {
  const needed = totalBytes <= limitBytes ? 1 : (totalBytes * UNEVEN) / limitBytes;
  const parts = 2 ** Math.ceil(Math.log2(needed));
  return { parts: parts <= MAX_PARTS ? parts : undefined, shards: Math.ceil(needed) };
}
