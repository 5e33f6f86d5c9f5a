import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../test/support/views.ts';
import type { ResourceView } from '../model/view.ts';
import { Budget, type Omission, withoutOmitted } from './budget.ts';
import { Cursor } from './cursor.ts';

const limits = { maxSeries: 0, maxSeriesPerFamily: 0, maxBytes: 0 };
/** So many series in families a, b and c. */
const sized = async (a: number, b: number, c: number) => {
  const row = (name: string, count: number): string => `${name} 1\n`.repeat(count);
  return viewsOf('raw', { things: { 1: [row('a', a), row('b', b), row('c', c)] } });
};
const shown = (views: readonly ResourceView[]): string => {
  const into = Buffer.alloc(100_000);
  const text = into.toString('latin1', 0, new Cursor({ views, openMetrics: false, gzip: false }).fill(into));
  return ['a', 'b', 'c'].filter((name) => text.includes(`# TYPE ${name} `)).join('');
};

function apply(
  budget: Budget,
  views: readonly ResourceView[],
): { views: readonly ResourceView[]; omissions: readonly Omission[] } {
  const omissions = budget.choose(views);
  return { views: withoutOmitted(views, omissions), omissions };
}

describe('Budget', () => {
  it('leaves out families over their limit, until they are well below it', async () => {
    const budget = new Budget({ ...limits, maxSeriesPerFamily: 100 });
    const steps = [
      [100, 'abc'],
      [101, 'ac'],
      [95, 'ac'],
      [90, 'abc'],
      [99, 'abc'],
    ] as const;
    for (const [b, expected] of steps) expect(shown(apply(budget, await sized(5, b, 7)).views)).toBe(expected);
  });

  it('leaves out the largest families while there are too many series in all', async () => {
    const budget = new Budget({ ...limits, maxSeries: 100 });
    const all = apply(budget, await sized(40, 50, 20));
    expect(shown(all.views)).toBe('ac');
    expect(all.omissions).toEqual([
      { budget: 'max-series', resource: 'things', family: 'b', series: 50, bytes: 50 * 4 + 15 },
    ]);
    expect(shown(apply(budget, await sized(30, 44, 20)).views)).toBe('ac');
    expect(shown(apply(budget, await sized(30, 40, 20)).views)).toBe('abc');
  });

  it('counts bytes of text', async () => {
    const budget = new Budget({ ...limits, maxBytes: 900 });
    expect(shown(apply(budget, await sized(100, 100, 20)).views)).toBe('bc');
    expect(shown(apply(new Budget({ ...limits, maxBytes: 10 }), await sized(1, 1, 1)).views)).toBe('');
  });

  it('leaves the views alone without limits', async () => {
    const views = await sized(1, 2, 3);
    expect(apply(new Budget(limits), views)).toEqual({ views, omissions: [] });
  });
});
