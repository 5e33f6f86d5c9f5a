import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { Identified } from '../model/meta.ts';
import { LEAVING, STATE, TOTAL } from '../sharding/lease-values.ts';
import { LeaseView } from './lease-view.ts';

function open() {
  const clock = new TestClock();
  let changes = 0;
  const leases = new LeaseView('fleet', 12_000, clock, () => changes++);
  const lease = (name: string, resourceVersion: string, annotations: Record<string, string> = {}, spec: object = {}) =>
    ({
      metadata: { name, namespace: 'n', uid: name, resourceVersion, annotations: new Map(Object.entries(annotations)) },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 4, leaseTransitions: 1, ...spec },
    }) as unknown as Identified;
  return { clock, leases, lease, changes: () => changes };
}

it('reads the Leases of the shards, and which set serves', () => {
  const { clock, leases, lease } = open();
  clock.pass(7);
  leases.upsert(lease('fleet-1-of-3', '5', { [STATE]: 'serving', [LEAVING]: 'true' }));
  leases.upsert(lease('fleet', '6', { [TOTAL]: '3' }));
  leases.upsert(lease('fleetest-1-of-3', '6'));
  leases.upsert(lease('fleet-x-of-3', '6'));
  expect(leases.shards).toEqual([
    {
      name: 'fleet-1-of-3',
      shard: 1,
      total: 3,
      holder: 'me',
      state: 'serving',
      leaving: true,
      durationMs: 4_000,
      transitions: 1,
      resourceVersion: '5',
      seenAt: 7,
      renewed: false,
    },
  ]);
  expect(leases.active).toEqual({ name: 'fleet', total: 3, resourceVersion: '6' });
});

it('passes over what is older than an own write, and what it knows already', () => {
  const { clock, leases, lease } = open();
  leases.upsert(lease('fleet-0-of-1', '9', {}, { holderIdentity: 'late' }));
  clock.pass(5);
  leases.upsert(lease('fleet-0-of-1', '10', {}, { holderIdentity: 'new' }));
  leases.upsert(lease('fleet-0-of-1', '9', {}, { holderIdentity: 'late' }));
  clock.pass(5);
  leases.upsert(lease('fleet-0-of-1', '10'));
  expect(leases.shards).toMatchObject([{ holder: 'new', seenAt: 5 }]);
  leases.restartSilence();
  expect(leases.shards).toMatchObject([{ seenAt: 10 }]);
});

it('forgets what a list does not have, and what is deleted', () => {
  const { leases, lease, changes } = open();
  for (const name of ['fleet-0-of-2', 'fleet-1-of-2']) leases.upsert(lease(name, '1'));
  leases.upsert(lease('fleet', '1', { [TOTAL]: '2' }));
  leases.mark();
  leases.upsert(lease('fleet-1-of-2', '2'));
  leases.sweep();
  expect([leases.shards.map((l) => l.shard), leases.active]).toEqual([[1], undefined]);
  const before = changes();
  leases.delete(lease('fleet-1-of-2', '3'));
  expect([leases.shards, changes()]).toEqual([[], before + 1]);
});

it('sees one Lease per shard, the one that somebody holds where there are two', () => {
  const { clock, leases, lease } = open();
  leases.upsert(lease('fleet-0-of-1-alt', '5'));
  expect(leases.shards.map((l) => l.name)).toEqual(['fleet-0-of-1-alt']);
  leases.upsert(lease('fleet-0-of-1', '6', {}, { holderIdentity: '' }));
  expect(leases.shards.map((l) => l.name)).toEqual(['fleet-0-of-1-alt']);
  leases.upsert(lease('fleet-0-of-1', '7', {}, { holderIdentity: 'another' }));
  expect(leases.shards.map((l) => [l.name, l.holder])).toEqual([['fleet-0-of-1', 'another']]);
  clock.pass(4_000);
  expect(leases.shards.map((l) => l.name)).toEqual(['fleet-0-of-1-alt']);
  leases.upsert(lease('fleet', '10', { [TOTAL]: '2' }));
  leases.upsert(lease('fleet-alt', '9', { [TOTAL]: '3' }));
  expect(leases.active).toMatchObject({ name: 'fleet', total: 2 });
  leases.upsert(lease('fleet-alt', '11', { [TOTAL]: '4' }));
  expect(leases.active).toMatchObject({ name: 'fleet-alt', total: 4 });
});

it('knows whether a holder has written more than once, and drops what an answer says is gone', () => {
  const { leases, lease } = open();
  const renewed = (): boolean[] => leases.shards.map((l) => l.renewed);
  leases.upsert(lease('fleet-0-of-1', '5'));
  expect(renewed()).toEqual([false]);
  leases.upsert(lease('fleet-0-of-1', '6'));
  expect(renewed()).toEqual([true]);
  leases.upsert(lease('fleet-0-of-1', '7', {}, { holderIdentity: 'another' }));
  expect(renewed()).toEqual([false]);
  leases.drop('fleet-0-of-1', '6');
  expect(leases.shards).toHaveLength(1);
  leases.drop('fleet-0-of-1', '7');
  expect(leases.shards).toHaveLength(0);
});

it('waits for no Lease longer than for its own', () => {
  const { leases, lease } = open();
  leases.upsert(lease('fleet-0-of-1', '5', {}, { leaseDurationSeconds: 2 ** 31 - 1 }));
  expect(leases.shards).toMatchObject([{ durationMs: 12_000 }]);
});
