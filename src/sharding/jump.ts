import { fnv1a64 } from './fnv.ts';

/** Which of `total` shards an object belongs to: what kube-state-metrics does (FNV-1a 64 of the UID, jump hash). */
export function jumpShard(uid: string, total: number): number {
  const { high, low } = fnv1a64(uid);
  return jumpHash((BigInt(high) << 32n) | BigInt(low), total);
}

/** The bucket of a key by jump consistent hashing (Lamping and Veach, https://arxiv.org/abs/1406.2294). */
export function jumpHash(key: bigint, buckets: number): number {
  let bucket = 0;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n);
    next = Math.floor((bucket + 1) * (2147483648 / Number((key >> 33n) + 1n)));
  }
  return bucket;
}
