import type { Halves } from './fnv.ts';

/** The bucket of a 64-bit key by jump consistent hashing (Lamping and Veach, https://arxiv.org/abs/1406.2294). */
export function jumpHash({ high, low }: Readonly<Halves>, buckets: number): number {
  let key = (BigInt(high) << 32n) | BigInt(low);
  let bucket = 0;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n);
    next = Math.floor((bucket + 1) * (2147483648 / Number((key >> 33n) + 1n)));
  }
  return bucket;
}
