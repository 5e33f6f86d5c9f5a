import { expect, it } from 'vitest';
import { Cluster } from '../../src/simulator/cluster.ts';
import { History } from './history.ts';

const all = (_: string): boolean => true;

it('finds the instant that an answer shows, and none for one that never was', () => {
  const cluster = new Cluster();
  let now = 0;
  const history = new History(cluster, 'pods', () => now);
  const put = (name: string, rev: string): void => {
    cluster.put(cluster.of('pods'), { metadata: { namespace: 'n', name, uid: name, labels: { rev } } } as never);
    now++;
  };
  put('a', '1');
  put('b', '1');
  put('a', '2');
  cluster.delete(cluster.of('pods'), 'n', 'b');
  const match = (shown: Record<string, string>, from = 0, owns = all): number | undefined =>
    history.match(new Map(Object.entries(shown)), owns, from, history.length);
  expect(match({})).toBe(0);
  expect(match({ a: '1' })).toBe(1);
  expect(match({ a: '1', b: '1' })).toBe(2);
  expect(match({ a: '2', b: '1' })).toBe(3);
  expect(match({ a: '2' })).toBe(4);
  expect(match({ b: '1' })).toBeUndefined();
  expect(match({ a: '2', c: '1' })).toBeUndefined();
  expect(match({ a: '1' }, 2)).toBeUndefined();
  expect(match({ b: '1' }, 0, (uid) => uid === 'b')).toBe(2);
  expect(match({}, 3, (uid) => uid === 'b')).toBe(4);
  expect(history.instantAt(-1)).toBe(0);
  expect(history.instantAt(1)).toBe(2);
});
