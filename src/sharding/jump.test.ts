import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnv1a64, fnv1a64Bytes } from './fnv.ts';
import { jumpHash } from './jump.ts';

it('moves objects to new shards only', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 50 }), (uid, total) => {
      const [before, after] = [jumpHash(fnv1a64(uid), total), jumpHash(fnv1a64(uid), total + 1)];
      expect(after === before || after === total).toBe(true);
    }),
  );
});

describe('fnv1a64', () => {
  it('gives what the plain definition gives, of text and of bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const bytes = Buffer.from(`..${text}.`);
        let hash = 0xcbf29ce484222325n;
        for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        for (const { high, low } of [{ ...fnv1a64(text) }, { ...fnv1a64Bytes(bytes, 2, bytes.length - 1) }])
          expect((BigInt(high) << 32n) | BigInt(low)).toBe(hash);
      }),
    );
  });
});
