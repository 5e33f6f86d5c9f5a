import { describe, expect, it } from 'vitest';
import { parseSamples } from './exposition-text.ts';

describe('parseSamples', () => {
  it('reads samples with and without labels', () => {
    expect(parseSamples('a 1\nb{c="d",e="\\\\\\"\\n\t😀"} -1.5e-07\nf NaN\ng +Inf\n')).toEqual([
      { name: 'a', labels: [], value: 1 },
      {
        name: 'b',
        labels: [
          ['c', 'd'],
          ['e', '\\"\n\t😀'],
        ],
        value: -1.5e-7,
      },
      { name: 'f', labels: [], value: Number.NaN },
      { name: 'g', labels: [], value: Infinity },
    ]);
  });

  it.each([
    'a 1',
    'a  1\n',
    'a{} 1\n',
    'a{b="c",} 1\n',
    'a{b="c",b="d"} 1\n',
    'a{b="\\t"} 1\n',
    'a{b="c\nd"} 1\n',
    'a{1="c"} 1\n',
    'a{b-c="d"} 1\n',
    '1a 1\n',
    'a 1 2\n',
    'a 01\n',
    'a 1e5\n',
    'a Inf\n',
    'a\n',
    '# TYPE a gauge\n',
    '\n',
  ])('refuses %j', (text) => expect(() => parseSamples(text)).toThrow());
});
