import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { packInline, packOnThreads } from '../../test/support/packing.ts';
import { families, familyLines, familyText, rendered, samplesOf } from '../../test/support/stored-rows.ts';
import { BLOCK_SIZE } from '../model/view.ts';
import type { Packer } from '../packing/packer.ts';
import { kinOf } from './kin.ts';
import { partitionHash } from './partition-hash.ts';
import { ResourceStore } from './resource-store.ts';

const packers: readonly (readonly [string, Packer])[] = [
  ['raw', packInline('raw')],
  ['deflated', packInline('deflate')],
  ['deflated by workers', packOnThreads(2)],
];

afterAll(async () => {
  for (const [, packer] of packers) await packer.close();
});

describe.each(packers)('ResourceStore, %s', (_, packer) => {
  const openStore = (partitions = 1): ResourceStore => new ResourceStore('things', families, { packer, partitions });

  it('shows what was there at the last flush', async () => {
    const store = openStore();
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', '', 'c1\n']));
    await store.flush();
    const before = store.open().view;
    scope.upsert('1', rendered(['a1 changed\n', 'b1\n', '']));
    expect(familyText(store.open().view, 0)).toBe('a1\n');
    await store.flush();
    expect([0, 1, 2].map((f) => familyText(store.open().view, f))).toEqual(['a1 changed\n', 'b1\n', '']);
    // A view that a slow reader holds does not change.
    expect([0, 1, 2].map((f) => familyText(before, f))).toEqual(['a1\n', '', 'c1\n']);
  });

  it('repacks the segments of changed families only', async () => {
    const store = openStore();
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', 'b1\n', '']));
    await store.flush();
    expect(store.dirtySegments).toBe(0);
    scope.upsert('1', rendered(['a1\n', 'b2\n', '']));
    expect(store.dirtySegments).toBe(1);
    scope.upsert('1', rendered(['a1\n', 'b2\n', 'c2\n']));
    expect(store.dirtySegments).toBe(2);
    await store.flush();
    expect([0, 1, 2].map((f) => familyText(store.open().view, f))).toEqual(['a1\n', 'b2\n', 'c2\n']);
  });

  it('has nothing to do for an object that comes again as it was', async () => {
    const store = openStore();
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', 'b1\n', '']));
    await store.flush();
    scope.upsert('1', rendered(['a1\n', 'b1\n', '']));
    expect(store.pendingBytes).toBe(0);
    expect(store.dirtySegments).toBe(0);
  });

  it('sweeps what a list did not bring, of its own scope only', async () => {
    const store = openStore();
    const [one, two] = [store.scope(), store.scope()];
    one.mark();
    two.mark();
    for (const id of ['1', '2', '3']) one.upsert(id, rendered([`a${id}\n`, '', '']));
    two.upsert('4', rendered(['a4\n', '', '']));
    one.mark();
    one.upsert('2', rendered(['a2\n', '', '']));
    await store.flush();
    expect(familyLines(store.open().view, 0)).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(one.sweep()).toEqual(['1', '3']);
    await store.flush();
    expect(familyLines(store.open().view, 0)).toEqual(['a2', 'a4']);
    expect(store.objects).toBe(2);
  });

  it('takes rows over 64 KiB', async () => {
    const store = openStore();
    const scope = store.scope();
    const long = `a${'x'.repeat(70_000)}`;
    scope.upsert('1', rendered(['a\n', 'b\n', '']));
    await store.flush();
    scope.upsert('2', rendered([`${long}\n`, '', '']));
    await store.flush();
    scope.upsert('1', rendered(['a!\n', 'b\n', '']));
    await store.flush();
    scope.upsert('2', rendered(['a short\n', '', '']));
    await store.flush();
    expect(familyLines(store.open().view, 0)).toEqual(['a short', 'a!']);
  });

  it('keeps what came while a flush was under way for the next', async () => {
    const store = openStore();
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', 'b1\n', '']));
    const flushing = store.flush();
    scope.upsert('1', rendered(['a2\n', 'b1\n', '']));
    scope.delete('1');
    scope.upsert('2', rendered(['a3\n', '', 'c3\n']));
    await flushing;
    await store.flush();
    expect([0, 1, 2].map((f) => familyText(store.open().view, f))).toEqual(['a3\n', '', 'c3\n']);
  });

  it('gives the memory of blocks back that became empty', async () => {
    const store = openStore();
    const scope = store.scope();
    for (let i = 0; i < 3 * BLOCK_SIZE; i++) scope.upsert(String(i), rendered([`a${i}\n`, '', '']));
    await store.flush();
    expect(store.open().view.blocks).toHaveLength(3);
    for (let i = 0; i < 2 * BLOCK_SIZE; i++) scope.delete(String(i));
    await store.flush();
    expect(store.open().view.blocks).toHaveLength(1);
    for (let i = 0; i < 2 * BLOCK_SIZE; i++) scope.upsert(`n${i}`, rendered([`an${i}\n`, '', '']));
    await store.flush();
    expect(familyLines(store.open().view, 0)).toHaveLength(3 * BLOCK_SIZE);
  });

  it('keeps objects of different partitions in different blocks', async () => {
    const store = openStore(4);
    const scope = store.scope();
    for (let i = 0; i < 200; i++)
      scope.upsert(String(i), rendered([`a ${partitionHash(String(i)) % 4} ${i}\n`, '', '']));
    await store.flush();
    const view = store.open().view;
    expect(view.blocks.map((b) => b.partition).sort()).toEqual([0, 1, 2, 3]);
    for (const block of view.blocks) {
      const lines = familyLines({ ...view, blocks: [block] }, 0);
      expect(new Set(lines.map((l) => Number(l.split(' ')[1])))).toEqual(new Set([block.partition]));
    }
  });

  it('shows what a plain map would, after any changes', async () => {
    const row = fc.constantFrom('', 'x\n', 'yy\n', 'zzz\nzzz\n');
    const change = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant('upsert' as const), fc.nat(700), fc.tuple(row, row, row)) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), fc.nat(700)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('flush' as const)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('begin flush' as const)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('free' as const), fc.nat(2_000)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('tidy' as const), fc.nat(3)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('begin to tidy' as const), fc.nat(3)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('thin' as const), fc.nat(700)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('fill' as const), fc.nat(700)) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 300 }), fc.constantFrom(1, 4), async (changes, partitions) => {
        const store = openStore(partitions);
        const scope = store.scope();
        const model = new Map<string, readonly string[]>();
        const upsert = (id: string, rows: readonly string[]): void => {
          const own = rows.map((r, f) => r.replace(/^(?=.)/gm, `${families[f]!.name}{${id}} `));
          scope.upsert(id, rendered(own, `{${id}}`), kinOf('ns', `w${Number(id) % 7}-${id}`));
          model.set(id, own);
        };
        const remove = (id: string): void => {
          scope.delete(id);
          model.delete(id);
        };
        for (const [what, at, rows] of changes) {
          if (what === 'upsert') upsert(String(at), rows);
          else if (what === 'fill') for (let i = 0; i < 300; i++) upsert(String((at + i) % 701), ['f\n', '', 'g\n']);
          else if (what === 'flush') await store.flush();
          else if (what === 'begin flush') void store.flush();
          else if (what === 'free') await store.flushBytes(at);
          else if (what === 'tidy') await store.tidy(true, at);
          else if (what === 'begin to tidy') void store.tidy(true, at);
          else if (what === 'thin') for (let i = 0; i < 300; i += 2) remove(String((at + i) % 701));
          else remove(String(at));
        }
        await store.flush();
        const view = store.open().view;
        expect(view.objects).toBe(model.size);
        expect(store.dirtySegments).toBe(0);
        const lines = [...model.values()].flat().flatMap((text) => text.split('\n').filter(Boolean));
        expect(samplesOf(view)).toBe(lines.length);
        for (let f = 0; f < 3; f++) {
          const wanted = [...model.values()].flatMap((r) => r[f]!.split('\n').filter(Boolean));
          expect(familyLines(view, f)).toEqual(wanted.sort());
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
