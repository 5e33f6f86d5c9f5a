import { describe, expect, it } from 'vitest';
import { JsonFloat, type JsonValue } from '../model/json-value.ts';
import { numberOf } from './numbers.ts';

/** What kube-state-metrics v2.20 gives; test/e2e/custom-resources-peer.test.ts compares many more with its binary. */
describe('a value as a number', () => {
  it.each<[JsonValue, number | undefined]>([
    [true, 1],
    [9007199254740993n, 9007199254740992],
    [new JsonFloat(2), 2],
    [null, undefined],
    ['', undefined],
    ['tRUE', 1],
    ['Unknown', 0],
    ['on', undefined],
    ['2024-01-02T03:04:05.9+01:00', 1704161045],
    ['2024-02-30T00:00:00Z', undefined],
    ['250m', 0.25],
    ['19.99', 19.990000000000002],
    ['1e3', 1000],
    ['Ti', 0],
    ['Pi', undefined],
    ['e-10', undefined],
    ['9223372036854775807T', 9.223372036854777e30],
    ['25%', 0.25],
    ['2.5%', undefined],
    ['0x1p4', 16],
    ['1_000', 1000],
    ['inf', Number.POSITIVE_INFINITY],
    ['1h', undefined],
  ])('%o is %d', (value, number) => expect(numberOf(value, false)).toBe(number));

  it.each([
    ['1e-99999999', 1e-9],
    ['-1e-99999999', -1e-9],
    ['0e-99999999', 0],
    ['5e999999999', Number.POSITIVE_INFINITY],
    ['0e999999999', Number.NaN],
    ['e-99999999', undefined],
    ['1e0000000001', 10],
    ['1E+00000000000000000000003', 1000],
    ['1e9223372036854775807', 0.1],
    ['E9223372036854775807', 0],
    ['1e-4294967295', 10],
    ['1e9223372036854775808', undefined],
  ])('%j, whose exponent cannot be computed with, is %d', (text, number) => expect(numberOf(text, false)).toBe(number));

  it('is zero where null is', () => expect(numberOf(null, true)).toBe(0));
});
