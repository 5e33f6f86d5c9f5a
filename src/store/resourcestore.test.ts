import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceView } from '../model/view.ts';
import { type RenderedRows, ResourceStore } from './resourcestore.ts';

const families = ['a', 'b', 'c'].map((name) => ({ name, header: Buffer.from(`# TYPE ${name} gauge\n`) }));

/** Rows as the renderer gives them: behind other bytes, in a buffer that is used again. */
function rendered(texts: readonly string[]): RenderedRows {
  const ends: number[] = [];
  let text = 'junk';
  for (const t of texts) ends.push((text += t).length);
  return { bytes: Buffer.from(text), start: 4, ends: Int32Array.from(ends), samples: texts.filter(Boolean).length };
}

function textOf(view: ResourceView, family: number): string[] {
  const text = view.blocks.map((b) => b[family]?.bytes.toString() ?? '').join('');
  return text.split('\n').filter(Boolean).sort();
}

describe('ResourceStore', () => {
  it('shows what was there at the last flush', () => {
    const store = new ResourceStore('things', families);
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', '', 'c1\n']));
    store.flush();
    const before = store.view();
    scope.upsert('1', rendered(['a1 changed\n', 'b1\n', '']));
    expect(textOf(store.view(), 0)).toEqual(['a1']);
    store.flush();
    expect([0, 1, 2].map((f) => textOf(store.view(), f))).toEqual([['a1 changed'], ['b1'], []]);
    // A view that a slow reader holds does not change.
    expect([0, 1, 2].map((f) => textOf(before, f))).toEqual([['a1'], [], ['c1']]);
  });

  it('keeps the segments of families in which nothing changed', () => {
    const store = new ResourceStore('things', families);
    const scope = store.scope();
    scope.upsert('1', rendered(['a1\n', 'b1\n', '']));
    store.flush();
    const before = store.view().blocks[0]!;
    scope.upsert('1', rendered(['a1\n', 'b2\n', '']));
    store.flush();
    const after = store.view().blocks[0]!;
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  it('sweeps what a list did not bring, of its own scope only', () => {
    const store = new ResourceStore('things', families);
    const [one, two] = [store.scope(), store.scope()];
    one.mark();
    two.mark();
    for (const id of ['1', '2', '3']) one.upsert(id, rendered([`a${id}\n`, '', '']));
    two.upsert('4', rendered(['a4\n', '', '']));
    one.mark();
    one.upsert('2', rendered(['a2\n', '', '']));
    store.flush();
    expect(textOf(store.view(), 0)).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(one.sweep()).toEqual(['1', '3']);
    store.flush();
    expect(textOf(store.view(), 0)).toEqual(['a2', 'a4']);
    expect(store.objects).toBe(2);
  });

  it('takes rows over 64 KiB', () => {
    const store = new ResourceStore('things', families);
    const scope = store.scope();
    const long = 'x'.repeat(70_000);
    scope.upsert('1', rendered(['a\n', 'b\n', '']));
    store.flush();
    scope.upsert('2', rendered([`${long}\n`, '', '']));
    store.flush();
    scope.upsert('1', rendered(['a!\n', 'b\n', '']));
    store.flush();
    expect(textOf(store.view(), 0)).toEqual(['a!', long]);
  });

  it('shows what a plain map would, after any changes', () => {
    const row = fc.constantFrom('', 'x\n', 'yy\n', 'zzz\n');
    const change = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant('upsert' as const), fc.nat(700), fc.tuple(row, row, row)) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), fc.nat(700)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('flush' as const)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('fill' as const), fc.nat(700)) },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const store = new ResourceStore('things', families);
        const scope = store.scope();
        const model = new Map<string, readonly string[]>();
        const upsert = (id: string, rows: readonly string[]): void => {
          const own = rows.map((r) => (r ? `${id} ${r}` : ''));
          scope.upsert(id, rendered(own));
          model.set(id, own);
        };
        for (const [what, at, rows] of changes) {
          if (what === 'upsert') upsert(String(at), rows);
          else if (what === 'fill') for (let i = 0; i < 300; i++) upsert(String((at + i) % 701), ['f\n', '', 'g\n']);
          else if (what === 'flush') store.flush();
          else {
            scope.delete(String(at));
            model.delete(String(at));
          }
        }
        store.flush();
        const view = store.view();
        expect(view.objects).toBe(model.size);
        expect(view.samples).toBe([...model.values()].flat().filter(Boolean).length);
        for (let f = 0; f < 3; f++) {
          const wanted = [...model.values()].map((r) => r[f]!.trim()).filter(Boolean);
          expect(textOf(view, f)).toEqual(wanted.sort());
        }
      }),
    );
  });
});
