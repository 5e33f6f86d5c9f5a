import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpositionReader } from './exposition-reader.ts';

interface Seen {
  readonly samples: readonly (readonly [string, readonly (readonly [string, string])[], number])[];
  readonly comments: readonly string[];
  readonly bad: readonly string[];
}

function readIn(chunks: readonly Buffer[]): Seen {
  const samples: [string, [string, string][], number][] = [];
  const comments: string[] = [];
  const bad: string[] = [];
  const reader = new ExpositionReader({
    comment: (...all) => comments.push(all.join(' ')),
    sample: (line) => {
      const labels = Array.from({ length: line.labels }, (_, i): [string, string] => [
        line.labelName(i),
        line.labelValue(i),
      ]);
      samples.push([line.name, labels, line.value]);
    },
    bad: (line, problem) => bad.push(`${line}: ${problem}`),
  });
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk);
    reader.push(lent);
    // The bytes are the caller's again.
    lent.fill(0);
  }
  reader.finish();
  return { samples, comments, bad };
}

const read = (text: string): Seen => readIn([Buffer.from(text)]);

describe('ExpositionReader', () => {
  it('reads samples with and without labels, and the comments of families', () => {
    expect(read('# HELP a Some help.\n# TYPE a gauge\n# other\na 1\n\na{b="c",d="e"} 2.5\n')).toEqual({
      comments: ['HELP a Some help.', 'TYPE a gauge'],
      samples: [
        ['a', [], 1],
        [
          'a',
          [
            ['b', 'c'],
            ['d', 'e'],
          ],
          2.5,
        ],
      ],
      bad: [],
    });
  });

  it.each([
    ['a{x="a\\"b\\\\c\\nd,}e"} 1', 'a', [['x', 'a"b\\c\nd,}e']], 1],
    ['a{x="é"} -Inf', 'a', [['x', 'é']], Number.NEGATIVE_INFINITY],
    ['a +Inf', 'a', [], Number.POSITIVE_INFINITY],
    ['a NaN', 'a', [], Number.NaN],
    ['a 1e+09', 'a', [], 1e9],
    ['a 12345678901234567890', 'a', [], 1.2345678901234567e19],
    ['a 1 1700000000000', 'a', [], 1],
    ['a{ x = "y" , } 1', 'a', [['x', 'y']], 1],
    ['a{} 1', 'a', [], 1],
    ['\ta\t1', 'a', [], 1],
    ['a_bucket{le="1"} 3 # {trace_id="x"} 0.5', 'a_bucket', [['le', '1']], 3],
    ['{"a.b", "c.d"="e"} 1', 'a.b', [['c.d', 'e']], 1],
    ['a 1\r', 'a', [], 1],
  ] as const)('reads %j', (text, name, labels, value) => {
    expect(read(`${text}\n`)).toEqual({ samples: [[name, labels, value]], comments: [], bad: [] });
  });

  it.each([
    ['a', 'there is no value'],
    ['a x', 'the value is not a number'],
    ['a{x="1" 1', 'the labels are malformed'],
    ['a{x="1} 1', 'the labels are malformed'],
    ['a{x=1} 1', 'the labels are malformed'],
    ['a{1x="1"} 1', 'the labels are malformed'],
    ['a{"x"} 1', 'the labels are malformed'],
    ['{x="1"} 1', 'there is no metric name'],
    ['<html>', 'the metric name is malformed'],
  ])('reports %j, and reads on', (text, problem) => {
    expect(read(`${text}\na 1\n`)).toEqual({ samples: [['a', [], 1]], comments: [], bad: [`1: ${problem}`] });
  });

  it('reports input that ends within a line, unless it is the end of OpenMetrics', () => {
    expect(read('a 1\nb 2').bad).toEqual(['2: the input ends within a line']);
    expect(read('a 1\n# EOF').bad).toEqual([]);
  });

  it('reports a line without an end once, and reads on', () => {
    const piece = Buffer.alloc(1 << 20, 97);
    const chunks = [...Array.from({ length: 20 }, () => piece), Buffer.from('\nb 1\n')];
    expect(readIn(chunks)).toEqual({
      samples: [['b', [], 1]],
      comments: [],
      bad: ['1: the line is longer than 16 MiB'],
    });
  });

  it('reads the same however the bytes are cut', () => {
    const text = Buffer.from('# TYPE a gauge\na{b="é\\"}\\n",c="d"} 1\nbroken{\r\n{"x.y"} NaN\r\n\na 2\nlast');
    const whole = readIn([text]);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, i) => text.subarray(places[i], end));
        expect(readIn(chunks)).toEqual(whole);
      }),
    );
  });
});
