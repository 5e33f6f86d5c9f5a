import { fnv1a32 } from './fnv32.ts';

/** Partitions that scrapes can be divided into, at most. */
export const MAX_PARTITIONS = 64;

/**
 * Returns the partition of MAX_PARTITIONS that an object always belongs to: partition `i` of `n` has the objects whose hash
 * modulo `n` is `i`.
 */
export function partitionHash(id: string): number {
  const hash = fnv1a32(id);
  return (hash ^ (hash >>> 15)) & (MAX_PARTITIONS - 1);
}
