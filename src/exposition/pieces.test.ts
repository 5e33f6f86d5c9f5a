import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceView } from '../model/view.ts';
import { gathered, textPieces } from './pieces.ts';

const segment = (text: string) => ({ bytes: Buffer.from(text), rawBytes: text.length });
const view = (plural: string, objects: number): ResourceView => ({
  plural,
  families: [
    { name: 'a', header: Buffer.from('#a\n') },
    { name: 'b', header: Buffer.from('#b\n') },
  ],
  blocks: [
    [segment('a1\n'), undefined],
    [segment('a2\n'), segment('b2\n')],
  ],
  objects,
  samples: 3,
});
const text = (pieces: Iterable<Buffer>): string => Buffer.concat([...pieces]).toString();

describe('textPieces', () => {
  it('writes each family once, its header first, whether it has samples or not', () => {
    expect(text(textPieces([view('x', 2)], false))).toBe('#a\na1\na2\n#b\nb2\n');
  });

  it('leaves out a resource without objects', () => {
    expect(text(textPieces([view('x', 0)], false))).toBe('');
  });

  it('ends OpenMetrics with its mark', () => {
    expect(text(textPieces([], true))).toBe('# EOF\n');
  });
});

describe('gathered', () => {
  it('keeps all bytes in order, and makes no small writes but the last', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 })), (sizes) => {
        const pieces = sizes.map((size, i) => Buffer.alloc(size, i));
        const out = [...gathered(pieces)];
        expect(Buffer.concat(out).equals(Buffer.concat(pieces))).toBe(true);
        for (let i = 1; i < out.length; i++) expect(out[i - 1]!.length + out[i]!.length).toBeGreaterThan(16_000);
      }),
    );
  });
});
