import { describe, expect, it } from 'vitest';
import { ExpositionReader } from '../parsing/exposition-reader.ts';
import type { Cardinality } from './cardinality.ts';
import { CardinalityCollector, type CollectorKnowledge } from './collector.ts';
import { DistinctCounter } from './distinct-counter.ts';

function collect(text: string, knowledge: Partial<CollectorKnowledge> = {}): Cardinality {
  const collector = new CardinalityCollector();
  const reader = new ExpositionReader(collector);
  reader.push(Buffer.from(text));
  reader.finish();
  return collector.cardinality({ resourceOf: () => 'things', packedBytesOf: (text) => text.length / 10, ...knowledge });
}

const head = '# HELP a Help.\n# TYPE a gauge\n';
const rows = 'a{namespace="x",pod="p1"} 1\na{namespace="x",pod="p2"} 1\na{namespace="y",pod="p3"} 1\n';

describe('CardinalityCollector', () => {
  it('says what the bytes of families, labels and namespaces are', () => {
    const { total, families, namespaces, sampled } = collect(`${head}${rows}b 1\n`);
    expect(total).toMatchObject({ series: 4, rawBytes: (head + rows).length + 4 });
    expect(families[0]).toEqual({
      name: 'a',
      resource: 'things',
      type: 'gauge',
      series: 3,
      rawBytes: (head + rows).length,
      packedBytes: Math.round((head + rows).length / 10),
      labels: [
        {
          name: 'namespace',
          series: 3,
          distinct: 2,
          rawBytes: 3 * 'namespace="x",'.length,
          top: [
            { value: 'x', series: 2 },
            { value: 'y', series: 1 },
          ],
        },
        expect.objectContaining({ name: 'pod', distinct: 3 }),
      ],
    });
    expect(namespaces).toEqual([
      { name: 'x', families: [[0, 2, 56]] },
      { name: 'y', families: [[0, 1, 28]] },
      { name: '', families: [[1, 1, 4]] },
    ]);
    expect(sampled).toBe(1);
    expect(collect('# TYPE a gauge\n').families).toMatchObject([{ name: 'a', series: 0, rawBytes: 15 }]);
  });

  it('takes an empty namespace for none, as Prometheus does', () => {
    expect(collect('a{namespace=""} 1\nb 1\n').namespaces).toEqual([
      {
        name: '',
        families: [
          [0, 1, 18],
          [1, 1, 4],
        ],
      },
    ]);
  });

  it('scales what it read of a part to the whole', () => {
    const known = new Map([
      ['a', { series: 30, rawBytes: 900, packedBytes: 90 }],
      ['c', { series: 3, rawBytes: 30, packedBytes: 3 }],
    ]);
    const { families, namespaces, sampled } = collect(`${head}${rows}# TYPE c gauge\n`, { known });
    expect(families.map(({ name, series, packedBytes }) => [name, series, packedBytes])).toEqual([
      ['a', 30, 90],
      ['c', 3, 3],
    ]);
    expect(families[0]!.labels.map(({ name, distinct }) => [name, distinct])).toEqual([
      ['namespace', 20],
      ['pod', 30],
    ]);
    expect(namespaces[0]).toEqual({ name: 'x', families: [[0, 20, 560]] });
    expect(sampled).toBeCloseTo(3 / 33);
  });

  it('keeps frequent values, and counts many, in bounded memory', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `a{pod="${i}",x="${i % 3 === 0 ? 'often' : i}"} 1\n`).join(
      '',
    );
    const [pod, x] = collect(many).families[0]!.labels;
    expect(Math.abs(pod!.distinct / 20_000 - 1)).toBeLessThan(0.08);
    expect(x!.top[0]!.value).toBe('often');
    expect(x!.top[0]!.series).toBeGreaterThan(20_000 / 3 - 20_000 / 256);
  });
});

describe('DistinctCounter', () => {
  it.each([0, 1, 256, 257, 5_000, 200_000])('counts %i values', (values) => {
    const counter = new DistinctCounter();
    for (let i = 0; i < values; i++) counter.add(mixed(i));
    for (let i = 0; i < values; i++) counter.add(mixed(i));
    const allowed = values <= 256 ? 0 : 0.08 * values;
    expect(Math.abs(counter.count() - values)).toBeLessThanOrEqual(allowed);
  });
});

/** A bijection of 32-bit numbers. */
function mixed(i: number): number {
  let h = Math.imul(i + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
