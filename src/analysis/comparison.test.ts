import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpositionReader } from '../parsing/exposition-reader.ts';
import { Comparison, type ComparisonSettings } from './comparison.ts';

const settings: ComparisonSettings = { known: false, examples: 3, track: true, persisted: undefined };

/** Compares sides, each of one text or of several. */
function compare(
  first: string | readonly string[],
  second: string | readonly string[],
  some: Partial<ComparisonSettings> = {},
): Comparison {
  const comparison = new Comparison({ ...settings, ...some });
  const bad = (line: number, problem: string): never => {
    throw new Error(`${line}: ${problem}`);
  };
  for (const text of [first].flat()) push(text, comparison.receiver(0, bad));
  for (const text of [second].flat()) push(text, comparison.receiver(1, bad));
  if (comparison.finish()) for (const text of [first].flat()) push(text, comparison.missingReceiver());
  return comparison;
}

function push(text: string, receiver: ConstructorParameters<typeof ExpositionReader>[0]): void {
  const reader = new ExpositionReader(receiver);
  reader.push(Buffer.from(text));
  reader.finish();
}

const none = { missing: 0, extra: 0, different: 0, double: 0 };

describe('Comparison', () => {
  it('finds no difference in another order, of labels too, and in other forms of numbers', () => {
    const comparison = compare('a{x="1",y="2"} 1\nb 1000\nc NaN\n', 'c NaN\nb 1e+03\na{y="2",x="1"} 1.0\n');
    expect(comparison.differences()).toEqual([]);
  });

  it('tells what is missing, extra, different and double, with the lines', () => {
    const comparison = compare('a 1\nb{x="1"} 1\nb{x="2"} 1\n', 'a 2\nb{x="1"} 1\nb{x="1"} 1\nb{x="3"} 1\n');
    expect(comparison.differences().map(({ family, counts }) => [family, counts])).toEqual([
      ['a', { ...none, different: 1 }],
      ['b', { ...none, missing: 1, extra: 1, double: 1 }],
    ]);
    expect(comparison.examples.map(({ kind, series, values }) => [kind, series, ...values])).toEqual([
      ['different', 'a', 1, 2],
      ['double', 'b{x="1"}', undefined, 1],
      ['extra', 'b{x="3"}', undefined, 1],
      ['missing', 'b{x="2"}', 1, undefined],
    ]);
    expect(comparison.totals()).toEqual({ families: 2, samples: [3, 4] });
  });

  it('does not take a label for another whose texts join to the same', () => {
    expect(compare('a{x="yz"} 1\n', 'a{xy="z"} 1\n').differences()).toHaveLength(1);
    expect(compare('a{x="1",y="2"} 1\n', 'a{x="2",y="1"} 1\n').differences()).toHaveLength(1);
  });

  it('joins the shards of a side, and counts a series that two of them have', () => {
    expect(compare('a{x="1"} 1\na{x="2"} 1\n', ['a{x="1"} 1\n', 'a{x="2"} 1\n']).differences()).toEqual([]);
    const [double] = compare('a 1\n', ['a 1\n', 'a 1\n', 'a 1\n']).differences();
    expect(double!.counts).toEqual({ ...none, double: 1 });
  });

  it('puts samples of a histogram to their family, and tells types that differ', () => {
    const first = '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n# TYPE a gauge\na 1\n';
    const comparison = compare(first, first.replace('h_sum 1', 'h_sum 2').replace('a gauge', 'a counter'));
    expect(comparison.differences().map(({ family, counts, types }) => [family, counts.different, types])).toEqual([
      ['h', 1, undefined],
      ['a', 0, ['gauge', 'counter']],
    ]);
  });

  it('counts known differences apart', () => {
    const texts = ['a 1\na 1\nb 0\nc 1\n', 'a 1\nb 1e+19\nc 2\n'] as const;
    const known = compare(...texts, { known: true }).differences();
    expect(known.map(({ family, counts, known }) => [family, counts, known])).toEqual([
      ['a', none, 1],
      ['b', none, 1],
      ['c', { ...none, different: 1 }, 0],
    ]);
    expect(
      compare(...texts)
        .differences()
        .every(({ known }) => known === 0),
    ).toBe(true);
  });

  it('keeps as many examples of each kind and family as wanted', () => {
    const many = Array.from({ length: 5 }, (_, i) => `a{x="${i}"} 1\n`).join('');
    expect(compare(many, 'b 1\n', { examples: 2 }).examples).toHaveLength(3);
    expect(compare(many, 'b 1\n', { examples: 0 }).examples).toEqual([]);
  });

  it('counts only what differed before as well', () => {
    const { differing } = compare('a 1\nb 1\nc 1\n', 'a 1\nb 2\n');
    const again = compare('a 1\nb 1\nc 1\n', 'a 2\nb 3\n', { persisted: differing });
    expect(again.differences().map(({ family }) => family)).toEqual(['b', 'c']);
  });

  it('agrees with sets of lines, for any of them', () => {
    const lines = fc.uniqueArray(fc.nat(400), { maxLength: 300 });
    const text = (ids: readonly number[]): string => ids.map((id) => `a{x="${id % 20}",y="${id}"} 1\n`).join('');
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const counts = compare(text(first), text(second)).differences()[0]?.counts ?? none;
        expect(counts.missing).toBe(first.filter((id) => !second.includes(id)).length);
        expect(counts.extra).toBe(second.filter((id) => !first.includes(id)).length);
      }),
    );
  });
});
