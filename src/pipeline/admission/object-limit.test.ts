import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ObjectLimit } from './object-limit.ts';

it('keeps the first objects by namespace and name, whatever the order in which they arrive', () => {
  const key = fc.tuple(fc.constantFrom('', 'a', 'a-b', 'b', 'ä'), fc.string({ minLength: 1, maxLength: 3 }));
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: ([ns, name]) => `${ns}/${name}` }), fc.nat(6), (keys, limit) => {
      const limiter = new ObjectLimit(limit);
      const kept = new Set<string>();
      for (const [namespace, name] of keys) {
        const id = `${namespace}/${name}`;
        const verdict = limiter.admit(namespace, name, id);
        if (verdict.keep) kept.add(id);
        if (verdict.evict !== undefined) kept.delete(verdict.evict);
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
  limiter.admit('a', 'x', '1');
  expect(limiter.remove('1')).toBe(false);
  limiter.admit('a', 'x', '1');
  expect(limiter.admit('a', 'y', '2')).toEqual({ keep: false, evict: undefined });
  expect(limiter.remove('2')).toBe(false);
  expect(limiter.remove('1')).toBe(true);
});

it('takes an object of the same name for its successor', () => {
  const limiter = new ObjectLimit(1);
  limiter.admit('a', 'x', '1');
  expect(limiter.admit('a', 'x', '2')).toEqual({ keep: true, evict: '1' });
});
