import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, writeNumber } from './number.ts';

function written(value: number): string {
  const bytes = Buffer.alloc(64);
  return bytes.toString('latin1', 3, writeNumber(bytes, 3, value));
}

describe('writeNumber', () => {
  // Taken from Go's strconv.FormatFloat(v, 'g', -1, 64).
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [10, '10'],
    [999999, '999999'],
    [1000000, '1e+06'],
    [1234567, '1.234567e+06'],
    [1709280000, '1.70928e+09'],
    [4294967295, '4.294967295e+09'],
    [1e10, '1e+10'],
    [1.8446744073709552e19, '1.8446744073709552e+19'],
    [1e100, '1e+100'],
    [0.1, '0.1'],
    [0.001, '0.001'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5, '1.5'],
    [123456.5, '123456.5'],
    [1234567.5, '1.2345675e+06'],
    [-1, '-1'],
    [-2500000, '-2.5e+06'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%d is %s', (value, text) => {
    expect(written(value)).toBe(text);
  });

  it('writes on the fast paths as on the slow one', () => {
    const decimals = fc.tuple(fc.nat(2 ** 30), fc.nat(6)).map(([n, places]) => n / 10 ** places);
    const integers = fc.oneof(
      fc.nat(2 ** 31 - 1),
      fc.maxSafeNat(),
      fc.nat(15).map((n) => 10 ** n),
    );
    fc.assert(
      fc.property(fc.oneof(integers, decimals, fc.double({ min: 0, max: 1e7 })), (value) => {
        expect(written(value)).toBe(formatNumber(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads back to the same float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => Number(written(value)) === value),
    );
  });
});
