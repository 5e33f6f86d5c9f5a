import { describe, expect, it } from 'vitest';
import { testCardinality, testFamily, testLabel } from '../../../test/support/explorer-data.ts';
import { labelRows, namespaceRows, resourceNodes } from './breakdown.ts';
import { unreadOf } from './unread.ts';

const families = [
  testFamily('info', 'pods', 40, [testLabel('pod', 40, 40), testLabel('uid', 40, 40)]),
  testFamily('phase', 'pods', 80, [testLabel('pod', 80, 38), testLabel('uid', 80, 38), testLabel('phase', 80, 5)]),
  testFamily('node', 'nodes', 4, [testLabel('node', 4, 4)]),
];
const all = testCardinality(families);

it('resourceNodes sums the families of a resource', () => {
  expect(resourceNodes(families).map(({ name, series, families: members }) => [name, series, members.length])).toEqual([
    ['pods', 120, 2],
    ['nodes', 4, 1],
  ]);
});

it('namespaceRows sums the families of a namespace', () => {
  expect(namespaceRows(all)).toEqual([
    { name: 'a', families: 3, series: 62, rawBytes: 6_200, packedBytes: 620 },
    { name: 'b', families: 3, series: 31, rawBytes: 3_100, packedBytes: 310 },
  ]);
});

it('labelRows sums a label of a resource, with the most distinct values of a family', () => {
  const [pod] = labelRows(families);
  expect(pod).toMatchObject({ resource: 'pods', name: 'pod', families: 2, distinct: 40, series: 120 });
  expect(labelRows(families).map(({ name }) => name)).toEqual(['pod', 'uid', 'phase', 'node']);
});

describe('unreadOf', () => {
  const usage = { files: 1, expressions: 2, unparsed: [], unbounded: [] };

  it('finds families and labels that nothing reads', () => {
    const read = {
      info: { places: ['x'], unreadLabels: ['uid'] },
      phase: { places: ['x'], unreadLabels: ['uid', 'pod'] },
    };
    const found = unreadOf(families, { ...usage, families: read });
    expect([...found.families]).toEqual(['node']);
    expect(found.amount.series).toBe(4);
    expect(found.read).toEqual(['info', 'phase']);
    // `info` reads pod.
    expect([...found.labels]).toEqual(['pods/uid']);
  });
});
