import { describe, expect, it } from 'vitest';
import { excesses, readBudget } from './budget.ts';
import type { Cardinality, FamilyCardinality } from './cardinality.ts';

const family = (name: string, resource: string, series: number): FamilyCardinality => ({
  name,
  resource,
  type: 'gauge',
  series,
  rawBytes: series * 100,
  packedBytes: series * 10,
  labels: [],
});
const cardinality: Cardinality = {
  total: { series: 6, rawBytes: 600, packedBytes: 60 },
  families: [family('a', 'pods', 1), family('b', 'pods', 2), family('c', 'nodes', 3)],
  namespaces: [],
  sampled: 1,
};
const over = (text: string): readonly string[] =>
  excesses(readBudget(text, 'f').budget!, cardinality, 1_000).map(({ part, size }) => `${part}: ${size}`);

describe('excesses', () => {
  it.each([
    ['series: 6', []],
    ['series: 5', ['total: series']],
    ['bytes: 599\ngzip_bytes: 59\nmemory_bytes: 999', ['total: bytes', 'total: gzip_bytes', 'total: memory_bytes']],
    ['resources: {pods: {series: 2}, nodes: {series: 3}}', ['resource pods: series']],
    ['families: {b: {bytes: 100}, c: {bytes: 300}, unknown: {bytes: 0}}', ['family b: bytes']],
  ])('%s', (text, expected) => expect(over(text)).toEqual(expected));
});

describe('readBudget', () => {
  it.each([
    ['metrics: 1', 'f: metrics: unknown limit; expected one of series, bytes, gzip_bytes, memory_bytes'],
    ['series: many', 'f: series: expected a number of 0 or more'],
    ['series: -1', 'f: series: expected a number of 0 or more'],
    ['families: [a]', 'f: families: expected a mapping of names to limits'],
    ['families: {a: 1}', 'f: families.a: expected a mapping of limits'],
    [
      'families: {a: {memory_bytes: 1}}',
      'f: families.a.memory_bytes: unknown limit; expected one of series, bytes, gzip_bytes',
    ],
    ['[]', 'f: expected a mapping of limits'],
    ['', 'f: expected a mapping of limits'],
  ])('refuses %j', (text, problem) =>
    expect(readBudget(text, 'f')).toEqual({ budget: undefined, problems: [problem] }),
  );

  it('names the file of text that is not YAML', () => {
    expect(readBudget('a: [', 'f').problems[0]).toMatch(/^f: /);
  });
});
