import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handleFault, openInflater } from './inflater.ts';

const text = fc.oneof(
  fc.array(fc.nat(500), { maxLength: 300 }).map((ns) => Buffer.from(ns.map((n) => `m{pod="p-${n}"} ${n}\n`).join(''))),
  fc.uint8Array({ maxLength: 70_000, size: 'max' }).map((b) => Buffer.from(b)),
);

function pieceOf(from: Buffer): Buffer {
  return deflateRawSync(from, { level: 1, finishFlush: constants.Z_FULL_FLUSH });
}

describe.each([
  ['handle', openInflater('handle')],
  ['public function', openInflater('one-shot')],
])('inflater: %s', (_, inflate) => {
  it('reads pieces that are joined', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const some = texts.filter((t) => t.length > 0);
        fc.pre(some.length > 0);
        const joined = Buffer.concat([Buffer.from('junk'), ...some.map(pieceOf)]);
        const whole = Buffer.concat(some);
        const out = Buffer.alloc(whole.length + 3);
        expect(inflate(joined, 4, joined.length - 4, out, 3, whole.length)).toBe(whole.length);
        expect(out.subarray(3).equals(whole)).toBe(true);
      }),
    );
  });

  it('says when the text does not fit', () => {
    const piece = pieceOf(Buffer.from('some text that takes more than ten bytes'));
    const size = inflate(piece, 0, piece.length, Buffer.alloc(10), 0, 10);
    // Full room means that more may be left.
    expect(size === -1 || size === 10).toBe(true);
  });
});

it('has the handle on the Node that it is made for', () => expect(handleFault()).toBeUndefined());
