import type { Options } from '../model/options.ts';
import type { Ownership } from '../model/ownership.ts';
import { fnv1a64, fnv1a64Bytes } from './fnv.ts';
import { jumpHash } from './jump.ts';
import { md5Shard } from './md5.ts';
import { compileRange, hashRange, shardSelector } from './range.ts';

/** A way of assigning objects to shards, as --sharding-algorithm names it. */
export type ShardingAlgorithm = Options['shardingAlgorithm'];

/** The objects of one shard of a fleet. */
export interface Share {
  readonly algorithm: ShardingAlgorithm;
  /** From 0 to `total` - 1. */
  readonly shard: number;
  readonly total: number;
}

/**
 * Compiles the test for the UIDs of a share; undefined: all of them. The algorithms and their reasons are in
 * docs/decisions/0018-sharding-algorithms.md.
 */
export function compileShare({ algorithm, shard, total }: Share): Ownership | undefined {
  if (total === 1) return undefined;
  switch (algorithm) {
    case 'jump':
      return {
        owns: (uid) => jumpHash(fnv1a64(uid), total) === shard,
        ownsBytes: (bytes, start, end) => jumpHash(fnv1a64Bytes(bytes, start, end), total) === shard,
      };
    case 'md5':
      return {
        owns: (uid) => md5Shard(uid, total) === shard,
        ownsBytes: (bytes, start, end) => md5Shard(bytes.subarray(start, end), total) === shard,
      };
    case 'range': {
      const within = compileRange(hashRange(shard, total));
      return {
        owns: (uid) => within(fnv1a64(uid)),
        ownsBytes: (bytes, start, end) => within(fnv1a64Bytes(bytes, start, end)),
      };
    }
  }
}

/** Compiles which UIDs are in any of the shares; undefined: all are. */
export function compileShares(shares: readonly Share[]): Ownership | undefined {
  const each = shares.map(compileShare);
  if (each.includes(undefined)) return undefined;
  const owners = each as readonly Ownership[];
  const [first] = owners;
  if (owners.length === 1) return first;
  return {
    owns: (uid) => owners.some((o) => o.owns(uid)),
    ownsBytes: (bytes, start, end) => owners.some((o) => o.ownsBytes(bytes, start, end)),
  };
}

/** Builds the selector that asks an API server for these shares only; empty if it cannot select them. */
export function selectorOf(shares: readonly Share[]): string {
  if (shares.some((s) => s.algorithm !== 'range' || s.total === 1)) return '';
  return shardSelector(shares.map((s) => hashRange(s.shard, s.total)));
}

/** Returns whether all objects of `inner` are known to be in `outer`. `jump` moves objects to new shards only. */
export function contains(outer: Share, inner: Share): boolean {
  if (outer.total === 1) return true;
  if (outer.algorithm !== inner.algorithm) return false;
  if (outer.shard === inner.shard && outer.total === inner.total) return true;
  if (outer.algorithm === 'jump') return outer.shard === inner.shard && outer.total <= inner.total;
  if (outer.algorithm === 'md5') return false;
  const [a, b] = [hashRange(outer.shard, outer.total), hashRange(inner.shard, inner.total)];
  return a.start <= b.start && b.end <= a.end;
}
