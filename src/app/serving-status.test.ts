import { expect, it } from 'vitest';
import type { FleetRole } from '../fleet/lease-member.ts';
import { Readiness } from '../pipeline/readiness.ts';
import { ServingStatus } from './serving-status.ts';

it.each([
  ['serving', 'ready'],
  ['syncing', 'syncing'],
  ['checking', 'syncing'],
  ['standby', 'standby'],
  // Empty answers with nobody serving would be a wrong scrape.
  ['waiting', 'syncing'],
  [undefined, 'ready'],
] as const)('as %s, scrapes are told %s', (role: FleetRole | undefined, state) => {
  const readiness = new Readiness(
    1_000,
    () => 0,
    () => {},
  );
  readiness.begin();
  const standing = new ServingStatus(readiness, () => (role ? { role } : undefined));
  expect([standing.state(), standing.ready()]).toEqual([state, state === 'ready']);
  if (role) expect(standing.report()[0]).toContain(role);
});
