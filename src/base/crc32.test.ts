import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Join, crc32Shift } from './crc32.ts';

describe('crc32Join', () => {
  it('gives the CRC of pieces end to end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        const joined = crc32Join(crc32(a), crc32(b), crc32Shift(b.length));
        expect(joined).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });

  it('counts over more than 4 GiB', () => {
    // 5 GiB of zeros, once in halves and once in one.
    const half = crc32Shift(2.5 * 2 ** 30);
    const whole = crc32Shift(5 * 2 ** 30);
    expect(crc32Join(crc32Join(1, 0, half), 0, half)).toBe(crc32Join(1, 0, whole));
  });
});
