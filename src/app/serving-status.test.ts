import { describe, expect, it } from 'vitest';
import type { FleetRole } from '../fleet/lease-member.ts';
import { Readiness } from '../pipeline/readiness.ts';
import { ServingStatus } from './serving-status.ts';

function open(role: FleetRole | undefined, { isWarm = true, begun = true, standbyUnready = false } = {}) {
  const readiness = new Readiness(
    1_000,
    () => 0,
    () => {},
  );
  if (begun) readiness.begin();
  return new ServingStatus(readiness, () => (role ? { role, isWarm } : undefined), standbyUnready);
}

it.each([
  ['serving', 'ready'],
  ['syncing', 'syncing'],
  ['checking', 'syncing'],
  // Empty answers with nobody serving would be a wrong scrape.
  ['waiting', 'syncing'],
  [undefined, 'ready'],
] as const)('as %s, scrapes are told %s', (role, state) => {
  const status = open(role);
  expect([status.state(), status.ready()]).toEqual([state, state === 'ready']);
  if (role) expect(status.report()[0]).toContain(role);
});

describe('a standby', () => {
  it.each([
    ['could take over', {}, true],
    ['has not read a share', { isWarm: false }, false],
    ['has not completed its first sync', { begun: false }, false],
    ['--standby-unready', { standbyUnready: true }, false],
  ] as const)('is ready, or not: %s', (_, how, ready) => {
    const status = open('standby', how);
    expect([status.state(), status.ready()]).toEqual(['standby', ready]);
  });

  it('says in the report why it is not', () => {
    expect(open('standby').report()[0]).toBe('standby  --shard-lease: could take over');
    expect(open('standby', { isWarm: false }).report()[0]).toContain('has not been read yet');
    expect(open('standby', { standbyUnready: true }).report()[0]).toContain('--standby-unready');
  });
});
