import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Identified } from '../../model/meta.ts';
import { ObjectLimit } from './object-limit.ts';
import type { Verdict } from './policy.ts';

const enter = (limiter: ObjectLimit, namespace: string, name: string, id: string): Verdict =>
  limiter.enter(id, { metadata: { namespace, name, uid: id } } as Identified);

it('keeps the first objects by namespace and name, whatever the order in which they arrive', () => {
  const key = fc.tuple(fc.constantFrom('', 'a', 'a-b', 'b', 'ä'), fc.string({ minLength: 1, maxLength: 3 }));
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: ([ns, name]) => `${ns}/${name}` }), fc.nat(6), (keys, limit) => {
      const limiter = new ObjectLimit(limit);
      const kept = new Set<string>();
      for (const [namespace, name] of keys) {
        const id = `${namespace}/${name}`;
        const verdict = enter(limiter, namespace, name, id);
        if (verdict.admitted) kept.add(id);
        if (verdict.evicted !== undefined) kept.delete(verdict.evicted);
      }
      const sorted = keys
        .map(([ns, name]) => `${ns}/${name}`)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect([...kept].sort()).toEqual(sorted.slice(0, limit).sort());
      expect(limiter.exceeded).toBe(keys.length > limit);
    }),
  );
});

it('asks for a relist when one that was in goes and others were left out', () => {
  const limiter = new ObjectLimit(1);
  enter(limiter, 'a', 'x', '1');
  expect(limiter.leave('1')).toBe(false);
  enter(limiter, 'a', 'x', '1');
  expect(enter(limiter, 'a', 'y', '2')).toEqual({ admitted: false });
  expect(limiter.leave('2')).toBe(false);
  expect(limiter.leave('1')).toBe(true);
});

it('takes an object of the same name for its successor', () => {
  const limiter = new ObjectLimit(1);
  enter(limiter, 'a', 'x', '1');
  expect(enter(limiter, 'a', 'x', '2')).toEqual({ admitted: true, evicted: '1' });
});
