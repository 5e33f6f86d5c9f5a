import { hash } from 'node:crypto';

/** MD5 of a UID, read as one big-endian number, modulo the total: the sharding of kube-state-metrics' documentation. */
export function md5Shard(uid: string | Uint8Array, total: number): number {
  let rest = 0;
  for (const byte of hash('md5', uid, 'buffer')) rest = (rest * 256 + byte) % total;
  return rest;
}
