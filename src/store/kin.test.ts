import { expect, it } from 'vitest';
import { kinOf, namespaceKin, stemLength } from './kin.ts';

it.each([
  ['web-0-7d9f8b6c5d-x2z4k', 'web-0'],
  ['web-0-7d9f8b6c5d', 'web-0'],
  ['agent-x2z4k', 'agent'],
  ['db-12', 'db'],
  ['backup-28900120-7xk2p', 'backup'],
  ['fluent-operator', 'fluent-operator'],
  ['backup-28900120', 'backup'],
  ['ip-10-0-1-17', 'ip-10-0-1'],
  ['-5', '-5'],
  ['a', 'a'],
  ['', ''],
])('finds the stem of %s', (name, stem) => {
  expect(name.slice(0, stemLength(name))).toBe(stem);
});

it('is the same for replicas of a workload and differs between workloads and namespaces', () => {
  const kin = kinOf('shop', 'web-7d9f8b6c5d-x2z4k');
  expect(kinOf('shop', 'web-7d9f8b6c5d-bbb22')).toBe(kin);
  expect(kinOf('shop', 'cart-7d9f8b6c5d-bbb22')).not.toBe(kin);
  expect(namespaceKin(kinOf('shop', 'cart-7d9f8b6c5d-bbb22'))).toBe(namespaceKin(kin));
  expect(namespaceKin(kinOf('office', 'web-7d9f8b6c5d-x2z4k'))).not.toBe(namespaceKin(kin));
});
