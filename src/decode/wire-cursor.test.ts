import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../base/errors.ts';
import { WireCursor } from './wire-cursor.ts';

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

describe('WireCursor', () => {
  it('reads every signed 64-bit integer to the nearest number', () => {
    const any = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt));
    fc.assert(
      fc.property(any, fc.nat(255), (value, before) => {
        const cursor = new WireCursor(Buffer.from([before, ...varint(value)]), 1);
        const read = cursor.signed();
        expect(cursor.at).toBe(cursor.end);
        expect(Math.abs(read - Number(value))).toBeLessThanOrEqual(Math.abs(Number(value)) * 2 ** -52);
        expect(new WireCursor(cursor.bytes, 1).signedText()).toBe(String(value));
      }),
    );
  });

  it.each([
    ['a varint that ends early', [0x80], 'DECODE_TRUNCATED'],
    ['a varint without an end', new Array(11).fill(0x80), 'DECODE_MALFORMED'],
    ['nothing', [], 'DECODE_TRUNCATED'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => new WireCursor(Buffer.from(bytes)).varint()).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a length beyond the end, and says where', () => {
    const cursor = new WireCursor(Buffer.from([5, 1, 2]));
    expect(() => cursor.size()).toThrow(DecodeError);
    expect(() => new WireCursor(Buffer.from([5, 1, 2])).size()).toThrow('truncated value of 5 bytes at byte 1');
  });

  it('passes over each wire type', () => {
    const cursor = new WireCursor(Buffer.from([0x96, 1, ...new Array(8).fill(0), 2, 7, 7, 0, 0, 0, 0]));
    for (const type of [0, 1, 2, 5]) cursor.skip(type);
    expect(cursor.at).toBe(cursor.end);
    expect(() => new WireCursor(Buffer.from([1])).skip(3)).toThrow('wire type 3');
  });
});
