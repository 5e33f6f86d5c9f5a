import type { Amount } from './cardinality.ts';

/** Amount of nothing. */
export const ZERO: Amount = { series: 0, rawBytes: 0, packedBytes: 0 };

/** Adds two amounts. */
export function addAmounts(a: Amount, b: Amount): Amount {
  return {
    series: a.series + b.series,
    rawBytes: a.rawBytes + b.rawBytes,
    packedBytes: a.packedBytes + b.packedBytes,
  };
}
