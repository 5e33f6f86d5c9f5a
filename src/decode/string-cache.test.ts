import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringOf } from './string-cache.ts';

describe('stringOf', () => {
  it('is what the bytes say, whatever was read before', () => {
    const few = fc.constantFrom(
      'node-1',
      'node-2',
      'é',
      'Ã©',
      '漢',
      'aé',
      '\u00e9a',
      '',
      'x'.repeat(41),
      'x'.repeat(40),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(few, fc.string({ unit: 'binary', maxLength: 45 }))), (texts) => {
        for (const text of texts) {
          const bytes = Buffer.from(`<${text}>`);
          expect(stringOf(bytes, 1, bytes.length - 1)).toBe(bytes.toString('utf8', 1, bytes.length - 1));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads bytes that are no UTF-8 as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (some) => {
        const bytes = Buffer.from(some);
        for (let twice = 0; twice < 2; twice++) expect(stringOf(bytes, 0, bytes.length)).toBe(bytes.toString());
      }),
      { numRuns: 1_000 },
    );
  });
});
