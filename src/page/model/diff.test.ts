import { describe, expect, it } from 'vitest';
import { testCardinality, testFamily, testLabel } from '../../../test/support/explorer-data.ts';
import { diffOf, namespacesOfFamily, valuesOfFamily } from './diff.ts';
import { parseSnapshot } from './snapshot.ts';

const before = testCardinality([
  testFamily('same', 'pods', 40),
  testFamily('grown', 'pods', 40, [testLabel('pod', 40, 4, 'p')]),
  testFamily('gone', 'pods', 8),
]);
const after = testCardinality([
  testFamily('same', 'pods', 40),
  testFamily('grown', 'pods', 80, [testLabel('pod', 80, 4, 'p'), testLabel('once', 1, 1, 'x')]),
  testFamily('new', 'nodes', 4),
]);

describe('diffOf', () => {
  it('says what grew, and what is new or gone', () => {
    const { total, families } = diffOf(before, after);
    expect(total.after.series - total.before.series).toBe(36);
    expect(families.map(({ name, resource, state }) => [name, resource, state])).toEqual([
      ['same', 'pods', 'same'],
      ['grown', 'pods', 'changed'],
      ['new', 'nodes', 'new'],
      ['gone', 'pods', 'gone'],
    ]);
  });

  it('says whose it is', () => {
    const [a, b] = namespacesOfFamily(before, after, 'grown');
    expect([a!.name, a!.before.series, a!.after.series]).toEqual(['a', 20, 40]);
    expect([b!.name, b!.before.series, b!.after.series]).toEqual(['b', 10, 20]);
    expect(namespacesOfFamily(before, after, 'new')[0]).toMatchObject({ state: 'new', after: { series: 2 } });
    expect(valuesOfFamily(before.families[1], after.families[1])).toEqual([
      { label: 'pod', value: 'p', before: 10, after: 20 },
    ]);
  });
});

describe('parseSnapshot', () => {
  const data = { version: 1, source: 's', takenAtMs: 0, cardinality: before };

  it('reads the data of the explorer', () => {
    expect(parseSnapshot(JSON.stringify(data))).toEqual(data);
  });

  it.each([
    ['metrics 1', /not JSON/],
    ['[]', /cardinality is missing/],
    ['{"version":1}', /cardinality is missing/],
    [JSON.stringify({ ...data, version: 2 }), /version 2/],
    ['{"version":1,"cardinality":{}}', /no total/],
  ])('refuses %s', (text, reason) => expect(() => parseSnapshot(text)).toThrow(reason));
});
