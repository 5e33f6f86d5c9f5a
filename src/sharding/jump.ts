import type { Halves } from './fnv.ts';

/** The factor of the generator that jump hashing draws from: 2862933555777941757. */
const FACTOR_HIGH = 0x27bb2ee6;
const FACTOR_LOW = 0x87b0b0fd;
const WORD = 0x100000000;

/**
 * The bucket of a 64-bit key by jump consistent hashing (Lamping and Veach, https://arxiv.org/abs/1406.2294). In halves, as
 * BigInt costs ten times as much and a list asks once per object (bench/micro/shard.bench.ts).
 */
export function jumpHash(key: Readonly<Halves>, buckets: number): number {
  let { high, low } = key;
  let bucket = 0;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    // key × FACTOR + 1, modulo 2^64.
    const p0 = (low & 0xffff) * FACTOR_LOW;
    const p1 = (low >>> 16) * FACTOR_LOW;
    const sum = p0 + (p1 % 0x10000) * 0x10000 + 1;
    const carry = Math.floor(sum / WORD) + Math.floor(p1 / 0x10000);
    high = (Math.imul(high, FACTOR_LOW) + Math.imul(low, FACTOR_HIGH) + carry) >>> 0;
    low = sum % WORD;
    next = Math.floor((bucket + 1) * (2147483648 / ((high >>> 1) + 1)));
  }
  return bucket;
}
