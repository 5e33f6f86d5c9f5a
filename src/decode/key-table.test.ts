import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyTable } from './key-table.ts';

const key = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'ba', 'ü', 'k'.repeat(64), 'k'.repeat(65)),
  fc.string({ maxLength: 5 }),
);

it('finds in bytes what a map finds by text', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.array(key), (known, asked) => {
      const values = new Map(known.map((each, i) => [each, i]));
      const table = new KeyTable(values);
      for (const each of [...known, ...asked]) {
        const bytes = Buffer.from(`<${each}>`);
        const expected = values.get(each);
        expect(table.find(bytes, 1, bytes.length - 1)).toBe(expected);
        expect(table.get(each)).toBe(expected);
      }
    }),
  );
});
