import { createHash } from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compression } from '../../test/support/packing.ts';
import { fullText } from '../model/compact-samples.ts';
import { EXPAND_SLACK, maxDeflatedBytes, openPlainCodec, openWasmCodec, type RowCodec } from './row-codec.ts';

const codecs: Readonly<Record<string, RowCodec>> = { wasm: openWasmCodec(), plain: openPlainCodec(compression) };

/** Text as families have it: values that come again, values of the same length that do not, and of other lengths. */
const rows = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z-]{1,40}$/), fc.uuid(), fc.nat(5), fc.integer({ min: 1, max: 3 })), {
    maxLength: 400,
    size: 'max',
  })
  .map((objects) => {
    const lines = objects.flatMap(([name, uid, ready, samples]) =>
      Array.from({ length: samples }, (_, i) => `kube_x{namespace="n",pod="${name}",uid="${uid}",i="${i}"} ${ready}\n`),
    );
    return Buffer.from(lines.join(''));
  });
const bytes = fc.uint8Array({ maxLength: 70_000, size: 'max' }).map((b) => Buffer.from(b));
/** Of few different bytes, with matches of all lengths and distances. */
const runs = fc
  .array(fc.tuple(fc.nat(255), fc.oneof(fc.nat(20), fc.nat(20_000))), { maxLength: 60 })
  .map((parts) => Buffer.concat(parts.map(([byte, n]) => Buffer.alloc(n, byte))));
const text = fc.oneof(rows, bytes, runs);

function pieceOf(codec: RowCodec, from: Buffer): Buffer {
  const at = from.length + 5;
  const room = codec.room(at + maxDeflatedBytes(from.length));
  from.copy(room, 5);
  return Buffer.from(room.subarray(at, at + codec.deflate(5, from.length, at)));
}

function textOf(piece: Buffer): Buffer {
  return inflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH });
}

describe.each(Object.entries(codecs))('row codec: %s', (_, codec) => {
  it('gives pieces of the same text, within the bound', () => {
    fc.assert(
      fc.property(text, (from) => {
        const piece = pieceOf(codec, from);
        expect(piece.length).toBeLessThanOrEqual(maxDeflatedBytes(from.length));
        expect(textOf(piece).equals(from)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('gives pieces that can be joined in any order', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        const pieces = texts.map((t) => pieceOf(codec, t));
        // A last block makes a deflate stream of them.
        const joined = Buffer.concat([...pieces.reverse(), Buffer.from([3, 0])]);
        expect(inflateRawSync(joined).equals(Buffer.concat([...texts].reverse()))).toBe(true);
      }),
    );
  });

  it('writes samples out in full', () => {
    const some = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(some), some, some, fc.nat(40), (lines, name, identity, before) => {
        const own = lines.map((l) => `${l}\n`).join('');
        const full = fullText(own, name, identity);
        const [o, n, i] = [own, name, identity].map((s) => Buffer.from(s)) as [Buffer, Buffer, Buffer];
        const nameAt = before + o.length;
        const identityAt = nameAt + n.length;
        const to = identityAt + i.length;
        const room = codec.room(to + Buffer.byteLength(full) + EXPAND_SLACK);
        Buffer.concat([o, n, i]).copy(room, before);
        const end = codec.expand(before, nameAt, nameAt, identityAt, identityAt, to, to);
        expect(room.toString('utf8', to, end)).toBe(full);
        // What was read is as it was.
        expect(room.toString('utf8', before, to)).toBe(own + name + identity);
      }),
    );
  });

  it('keeps what its memory has when more is asked for', () => {
    const before = codec.room(100);
    before.write('kept');
    const after = codec.room(before.length + 3_000_000);
    expect(after.length).toBeGreaterThanOrEqual(before.length + 3_000_000);
    expect(after.toString('latin1', 0, 4)).toBe('kept');
  });

  it('takes texts of many blocks', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `m{a="${(i * 2654435761) % 1000003}",b="${i % 7}"} ${i}\n`);
    const from = Buffer.from(lines.join(''));
    expect(textOf(pieceOf(codec, from)).equals(from)).toBe(true);
  });
});

describe('deflate in WebAssembly', () => {
  const { wasm: codec } = codecs as { wasm: RowCodec };

  it('gives the same bytes for the same text, whatever came before', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const piece = pieceOf(codec, a);
        pieceOf(codec, b);
        expect(pieceOf(codec, a).equals(piece)).toBe(true);
      }),
    );
  });

  it('takes no more bytes than the fastest level of zlib for the rows of a block', () => {
    const random = (i: number): string => createHash('md5').update(String(i)).digest('hex');
    for (const objects of [8, 32, 128]) {
      const lines = Array.from({ length: objects }, (_, i) => {
        const identity = `namespace="team-${i >> 4}",pod="web-${random(i >> 3).slice(0, 9)}-${random(i).slice(0, 5)}",uid="${random(i)}"`;
        return ['Pending', 'Running'].map((p) => `kube_x{${identity},phase="${p}"} ${i & 1}\n`).join('');
      });
      const from = Buffer.from(lines.join(''));
      const theirs = deflateRawSync(from, { level: 1, finishFlush: constants.Z_FULL_FLUSH }).length;
      expect(pieceOf(codec, from).length).toBeLessThanOrEqual(theirs);
    }
  });

  it('limits codes that frequencies like Fibonacci numbers would make too long', () => {
    // Each byte as often as the two rarer ones together, none next to itself so often that it becomes a match.
    const counts = [1, 1];
    while (counts.length < 22) counts.push(counts.at(-1)! + counts.at(-2)!);
    const all = counts.flatMap((n, byte) => new Array<number>(n).fill(byte));
    let state = 1;
    for (let i = all.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const j = state % (i + 1);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    for (const size of [all.length, 3_000, 20_000]) {
      const from = Buffer.from(all.slice(0, size));
      expect(textOf(pieceOf(codec, from)).equals(from)).toBe(true);
    }
  });

  it('takes what has no matches at all, and nothing but one', () => {
    const distinct = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    for (const from of [distinct, Buffer.alloc(0), Buffer.from('x'), Buffer.alloc(1_000_000, 'ab')]) {
      const piece = pieceOf(codec, from);
      expect(textOf(piece).equals(from)).toBe(true);
    }
    expect(pieceOf(codec, Buffer.alloc(1_000_000, 'ab')).length).toBeLessThan(3_000);
  });
});
