import { expect, it } from 'vitest';
import type { Identified } from '../../model/meta.ts';
import { NamespaceFilter } from './namespace-filter.ts';
import { ObjectLimit } from './object-limit.ts';
import { Admission, type AdmissionPolicy } from './policy.ts';
import { Staging } from './staging.ts';

const object = (name: string, namespace = 'ns'): Identified =>
  ({ metadata: { namespace, name, uid: name } }) as Identified;

it('closes the books of all policies when one rejects, evicts or loses an object', () => {
  let expired = false;
  const left: string[] = [];
  const expiry: AdmissionPolicy = {
    enter: () => ({ admitted: !expired }),
    leave: (id) => left.push(id) < 0,
  };
  const limit = new ObjectLimit(1);
  const admission = new Admission([new NamespaceFilter([new Set(['ns'])]), expiry, limit]);
  const removed: string[] = [];
  const enter = (name: string, namespace?: string) =>
    admission.enter(name, object(name, namespace), (id) => removed.push(id)).admitted;
  expect([enter('b'), enter('a'), enter('c'), enter('d', 'other')]).toEqual([true, true, false, false]);
  expect([removed, left]).toEqual([['b'], ['b']]);
  expired = true;
  expect(enter('a')).toBe(false);
  // Its place is free, and one of those that were left out may take it.
  expect(admission.leave('a')).toBe(true);
  expired = false;
  expect(enter('c')).toBe(true);
});

it('holds back what is staged', () => {
  const admission = new Admission([new Staging({ stages: (uid) => uid === 'new' })]);
  const enter = (name: string) => admission.enter(name, object(name), () => {});
  expect(enter('new')).toEqual({ admitted: true, staged: true });
  expect(enter('old').staged).toBeUndefined();
});
