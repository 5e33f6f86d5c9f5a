import { describe, expect, it } from 'vitest';
import { rendered } from '../../test/support/stored-rows.ts';
import { BLOCK_SIZE } from '../model/view.ts';
import { NO_COLUMN } from './block-view.ts';
import { hashesContext, RowHashes } from './row-hashes.ts';

describe('RowHashes', () => {
  it('says which families changed', () => {
    const context = hashesContext(3);
    const hashes = new RowHashes(context);
    const touched = new Uint8Array(3);
    const changed = (slot: number, texts: readonly string[]): number[] => {
      const count = hashes.compare(slot, rendered(texts), touched);
      return [...context.changed.subarray(0, count)];
    };
    expect(changed(0, ['a1\n', '', 'c1\n'])).toEqual([0, 2]);
    expect([...touched]).toEqual([1, 0, 1]);
    expect(changed(0, ['a1\n', '', 'c1\n'])).toEqual([]);
    expect(changed(BLOCK_SIZE - 1, ['a1\n', '', ''])).toEqual([0]);
    expect(changed(0, ['a1\n', 'b1\n', ''])).toEqual([1, 2]);
    touched.fill(0);
    hashes.clear(0, touched);
    expect([...touched]).toEqual([1, 1, 0]);
    expect(changed(0, ['a1\n', '', ''])).toEqual([0]);
  });

  it('leaves columns that a view has as they are', () => {
    const hashes = new RowHashes(hashesContext(3));
    const touched = new Uint8Array(3);
    hashes.compare(0, rendered(['', 'b1\n', '']), touched);
    const before = hashes.lend();
    hashes.compare(0, rendered(['a1\n', 'b1\n', 'c1\n']), touched);
    expect([...before]).toEqual([NO_COLUMN, 0, NO_COLUMN]);
    expect([...hashes.lend()]).toEqual([1, 0, 2]);
    expect(hashes.count).toBe(3);
  });

  it('makes room for as many columns as the block before needed', () => {
    const context = hashesContext(3);
    new RowHashes(context).compare(0, rendered(['a1\n', 'b1\n', '']), new Uint8Array(3));
    expect(context.columns).toBe(2);
    const next = new RowHashes(context);
    expect(next.compare(0, rendered(['a1\n', 'b1\n', 'c1\n']), new Uint8Array(3))).toBe(3);
    expect(next.compare(0, rendered(['a1\n', 'b1\n', 'c1\n']), new Uint8Array(3))).toBe(0);
  });

  it('keeps what it has when columns are added', () => {
    const names = Array.from({ length: 30 }, (_, i) => i);
    const context = hashesContext(names.length);
    const hashes = new RowHashes(context);
    const touched = new Uint8Array(names.length);
    const rows = (slot: number, families: number): Parameters<RowHashes['compare']>[1] => ({
      ...rendered(['', '', '']),
      hashes: Uint32Array.from(names.flatMap((f) => (f < families ? [f + 1, slot + 1] : [0, 0]))),
    });
    for (let slot = 0; slot < BLOCK_SIZE; slot++) hashes.compare(slot, rows(slot, 1 + (slot % 30)), touched);
    for (let slot = 0; slot < BLOCK_SIZE; slot++) {
      expect(hashes.compare(slot, rows(slot, 1 + (slot % 30)), touched)).toBe(0);
    }
  });
});
