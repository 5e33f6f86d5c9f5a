import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import table from '../../test/conformance/units/quantity.json' with { type: 'json' };
import { formatNumber } from '../render/number.ts';
import { approximateOf, integerOf, numberOf } from './quantity.ts';

interface Case {
  readonly input: string;
  readonly error: boolean;
  readonly text?: string;
  readonly value?: string;
  readonly approx?: string;
}

/** Beyond 64 bits the reference gives 0 or garbage; here the value is the true one. */
const BEYOND: Readonly<Record<string, number>> = {
  '10E': 1e19,
  '1e19': 1e19,
  '9223372036854775808': 2 ** 63,
  '92233720368547758080': 10 * 2 ** 63,
  '1000000000000000000000': 1e21,
};

const shown = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : formatNumber(value);

describe('the table of the reference', () => {
  it.each((table.quantity as Case[]).filter((c) => c.error || c.text !== undefined).map((c) => [c.input, c] as const))(
    '%j',
    (input, { error, text, value, approx }) => {
      if (error) {
        expect([numberOf(input), integerOf(input), approximateOf(input)]).toEqual([undefined, undefined, undefined]);
        return;
      }
      expect(numberOf(input)).toBe(BEYOND[input] ?? Number(text));
      expect(integerOf(input)).toBe(BEYOND[input] ?? Number(value));
      expect(shown(approximateOf(input))).toBe(approx);
    },
  );
});

describe('beyond the table', () => {
  it.each([
    ['10E', 1e19],
    ['0.0001m', 0.001],
    ['-0.0001m', -0.001],
    ['.', 0],
    ['1e300', 1e300],
    ['1e999', undefined],
    ['1e-300', 0.001],
    ['-1.999027153585Gi', -2146439062.114],
    ['-1.0000000001', -0.999],
    ['-1.000000001', -1.001],
    ['-778206Gi', -835592329887744],
  ])('%j is %d', (text, value) => expect(numberOf(text)).toBe(value));

  it.each([
    ['1n', 1],
    ['-1500m', -2],
    ['1.5Ki', 1536],
    ['0.3Ki', 308],
    ['-1.0000000001', 0],
    ['-1.000000001', -2],
    ['9007199254740993', 9007199254740992],
  ])('%j as an integer is %d', (text, value) => expect(integerOf(text)).toBe(value));
});

describe('the approximate value', () => {
  it.each([
    ['Ti', 0],
    ['Pi', undefined],
    ['-.Ei', undefined],
    ['e-9', 0],
    ['e-10', undefined],
    ['0e-10', 0],
    ['9223372036854775807', 2 ** 63],
    ['9223372036854775807e-10', 9.223372036854777e8],
    ['9223372036854775807T', 9.223372036854777e30],
    ['99999999999Gi', 2 ** 63],
    ['-99999999999Gi', -(2 ** 63)],
  ])('%j is %d', (text, value) => expect(approximateOf(text)).toBe(value));
});

describe('properties', () => {
  const decimals = fc
    .tuple(fc.constantFrom('', '-', '+'), fc.nat(10 ** 9), fc.nat(999_999))
    .map(([s, w, f]) => `${s}${w}.${f}`);

  it('writes thousandths exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (n) => {
        expect(numberOf(`${n}m`)).toBe(n / 1000 || 0);
        expect(integerOf(`${n}m`)).toBe(Math.sign(n) * Math.ceil(Math.abs(n) / 1000) || 0);
      }),
    );
  });

  it('takes a suffix for what it stands for', () => {
    const suffixes = fc.constantFrom(
      ['k', 'e3'],
      ['M', 'E+6'],
      ['G', 'e9'],
      ['T', 'e12'],
      ['m', 'e-3'],
      ['u', 'E-6'],
      ['n', 'e-9'],
    );
    fc.assert(
      fc.property(decimals, suffixes, (decimal, [suffix, exponent]) => {
        expect(numberOf(decimal + suffix)).toBe(numberOf(decimal + exponent));
        expect(integerOf(decimal + suffix)).toBe(integerOf(decimal + exponent));
      }),
    );
  });

  it('gives on the fast path what the slow one gives', () => {
    const suffixes = fc.constantFrom('', 'm', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'k', 'M', 'G', 'T', 'P', 'x');
    fc.assert(
      fc.property(fc.oneof(fc.bigInt(0n, 10n ** 15n), fc.bigInt(0n, 9999n)), suffixes, (n, suffix) => {
        // A sign leads past the fast path.
        expect(numberOf(`${n}${suffix}`)).toBe(numberOf(`+${n}${suffix}`));
        expect(integerOf(`${n}${suffix}`)).toBe(integerOf(`+${n}${suffix}`));
      }),
    );
  });

  it('rounds up, away from zero, and by less than one', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const value = Number(text);
        const rounded = integerOf(text)!;
        expect(Math.abs(rounded)).toBeGreaterThanOrEqual(Math.abs(value));
        expect(Math.abs(rounded) - Math.abs(value)).toBeLessThan(1);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.eEnumkKMGTPi+- ') }), (text) => {
        for (const read of [numberOf, integerOf, approximateOf]) {
          const value = read(text);
          if (value !== undefined) expect(Number.isNaN(value)).toBe(false);
        }
      }),
    );
  });
});
