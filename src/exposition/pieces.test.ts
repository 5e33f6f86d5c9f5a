import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../test/views.ts';
import { CHUNK_BYTES, ChunkPool } from './chunks.ts';
import { chunked, textPieces } from './pieces.ts';

const text = (pieces: Iterable<Uint8Array>): string => Buffer.concat([...pieces]).toString();

describe.each(['raw', 'deflate'] as const)('textPieces, %s at rest', (encoding) => {
  it('writes each family once, its header first, whether it has samples or not', async () => {
    const views = await viewsOf(encoding, { things: { 1: ['a1\n', '', ''], 2: ['a2\n', 'b2\n', ''] } });
    expect(text(textPieces(views, false))).toBe('# TYPE a gauge\na1\na2\n# TYPE b gauge\nb2\n# TYPE c gauge\n');
  });

  it('leaves out a resource without objects, and a family that is hidden', async () => {
    const [empty, full] = await viewsOf(encoding, { empty: {}, full: { 1: ['a1\n', 'b1\n', ''] } });
    const hidden = { ...full!, hidden: [false, true, true] };
    expect(text(textPieces([empty!, hidden], false))).toBe('# TYPE a gauge\na1\n');
  });

  it('ends OpenMetrics with its mark', () => {
    expect(text(textPieces([], true))).toBe('# EOF\n');
  });
});

describe('chunked', () => {
  it('keeps all bytes in order, in full chunks but for the last', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600_000 }), { maxLength: 12 }), (sizes) => {
        const pieces = sizes.map((size, i) => Buffer.alloc(size, i));
        const out = [...chunked(pieces, new ChunkPool())];
        expect(Buffer.concat(out).equals(Buffer.concat(pieces))).toBe(true);
        for (const chunk of out.slice(0, -1)) expect(chunk).toHaveLength(CHUNK_BYTES);
      }),
    );
  });

  it('takes given back buffers for the next chunks', () => {
    const pool = new ChunkPool();
    const pieces = [Buffer.alloc(CHUNK_BYTES * 2 + 1, 1)];
    const used = new Set([...chunked(pieces, pool)].map((c) => c.buffer));
    expect(used.size).toBe(3);
    const again = new Set<ArrayBufferLike>();
    for (const chunk of chunked(pieces, pool)) {
      again.add(chunk.buffer);
      pool.give(chunk);
    }
    expect(again.size).toBeLessThan(3);
  });
});
