import type { Halves } from './fnv.ts';

/** Hashes from `start` up to and without `end`, of 64 bits; `end` may be 2^64. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** The part of all 64-bit hashes that is shard `shard`'s of `total`: parts are equal but for less than one hash each. */
export function hashRange(shard: number, total: number): HashRange {
  const edge = (i: number): bigint => (BigInt(i) << 64n) / BigInt(total);
  return { start: edge(shard), end: edge(shard + 1) };
}

/** Compiles whether a hash lies in a range. */
export function compileRange({ start, end }: HashRange): (hash: Readonly<Halves>) => boolean {
  const from = halvesOf(start);
  const to = halvesOf(end);
  return ({ high, low }) =>
    (high > from.high || (high === from.high && low >= from.low)) &&
    (high < to.high || (high === to.high && low < to.low));
}

/** 2^64 has a high half of 2^32, which no hash reaches. */
function halvesOf(value: bigint): Halves {
  return { high: Number(value >> 32n), low: Number(value & 0xffffffffn) };
}

/**
 * The `shardSelector` that asks an API server for the objects whose UIDs hash into any of the ranges (KEP-5866): 16
 * hexadecimal digits, and 17 for 2^64.
 */
export function shardSelector(ranges: readonly HashRange[]): string {
  const hex = (value: bigint): string => `'0x${value.toString(16).padStart(16, '0')}'`;
  return ranges.map(({ start, end }) => `shardRange(object.metadata.uid, ${hex(start)}, ${hex(end)})`).join(' || ');
}
