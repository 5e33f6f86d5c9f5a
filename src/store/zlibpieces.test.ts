import { constants, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostDeflatedBytes, openDeflater, openInflater } from './zlibpieces.ts';

const deflate = { fast: openDeflater(), slow: openDeflater(false) };
const inflate = { fast: openInflater(), slow: openInflater(false) };

/** Text as families have it, and bytes that no compressor makes smaller. */
const text = fc.oneof(
  fc.array(fc.nat(500), { maxLength: 300 }).map((ns) => Buffer.from(ns.map((n) => `m{pod="p-${n}"} ${n}\n`).join(''))),
  fc.uint8Array({ maxLength: 70_000, size: 'max' }).map((b) => Buffer.from(b)),
);

function pieceOf(from: Buffer, how: typeof deflate.fast): Buffer {
  const out = Buffer.alloc(mostDeflatedBytes(from.length) + 7);
  const size = how(Buffer.concat([Buffer.from('junk'), from]), 4, from.length, out, 7, out.length - 7);
  return out.subarray(7, 7 + size);
}

describe('pieces', () => {
  it('have the same text on the fast and the slow path, within the bound', () => {
    fc.assert(
      fc.property(text, (from) => {
        fc.pre(from.length > 0);
        for (const how of [deflate.fast, deflate.slow]) {
          const piece = pieceOf(from, how);
          expect(piece.length).toBeLessThan(mostDeflatedBytes(from.length));
          expect(inflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH }).equals(from)).toBe(true);
        }
      }),
    );
  });

  it('can be joined in any order, and read back on both paths', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const some = texts.filter((t) => t.length > 0).reverse();
        fc.pre(some.length > 0);
        const joined = Buffer.concat(some.map((t) => pieceOf(t, deflate.fast)));
        const whole = Buffer.concat(some);
        for (const how of [inflate.fast, inflate.slow]) {
          const out = Buffer.alloc(whole.length + 3);
          expect(how(joined, 0, joined.length, out, 3, whole.length)).toBe(whole.length);
          expect(out.subarray(3).equals(whole)).toBe(true);
        }
        // A last block makes a deflate stream of them.
        expect(inflateRawSync(Buffer.concat([joined, Buffer.from([3, 0])])).equals(whole)).toBe(true);
      }),
    );
  });

  it('say when they do not fit', () => {
    const from = Buffer.from('some text that takes more than ten bytes');
    for (const how of [deflate.fast, deflate.slow]) {
      const out = Buffer.alloc(10);
      const size = openDeflater(how === deflate.fast)(from, 0, from.length, out, 0, 10);
      // Full room means that more may be left.
      expect(size === -1 || size === 10).toBe(true);
    }
  });
});
