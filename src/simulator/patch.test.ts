import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch, mergePatch } from './patch.ts';

describe('mergePatch', () => {
  it('follows the examples of RFC 7386', () => {
    expect(mergePatch({ a: 'b', c: { d: 1, e: 2 } }, { a: 'z', c: { e: null } }, false)).toEqual({
      a: 'z',
      c: { d: 1 },
    });
    expect(mergePatch({ a: [1, 2] }, { a: [3] }, false)).toEqual({ a: [3] });
    expect(mergePatch('x', { a: 1 }, false)).toEqual({ a: 1 });
  });

  it('changes nothing that it does not name', () => {
    const value = fc.jsonValue().filter((v) => typeof v === 'object' && v !== null && !Array.isArray(v));
    fc.assert(fc.property(value, (v) => void expect(mergePatch(v as never, {}, false)).toEqual(v)));
  });

  it('merges lists of named items by name, when asked to', () => {
    const before = { list: [{ name: 'a', x: 1 }, { name: 'b' }] };
    expect(mergePatch(before, { list: [{ name: 'a', y: 2 }, { name: 'c' }] }, true)).toEqual({
      list: [{ name: 'a', x: 1, y: 2 }, { name: 'b' }, { name: 'c' }],
    });
    expect(mergePatch(before, { list: [{ name: 'b', $patch: 'delete' }] }, true)).toEqual({
      list: [{ name: 'a', x: 1 }],
    });
  });
});

describe('applyJsonPatch', () => {
  it('adds, replaces, removes and tests', () => {
    const value = { a: { 'b/c': [1, 2] } };
    expect(
      applyJsonPatch(value, [
        { op: 'test', path: '/a/b~1c/0', value: 1 },
        { op: 'add', path: '/a/b~1c/-', value: 3 },
        { op: 'replace', path: '/a/b~1c/0', value: 9 },
        { op: 'remove', path: '/a/b~1c/1' },
        { op: 'add', path: '/d', value: {} },
      ]),
    ).toEqual({ a: { 'b/c': [9, 3] }, d: {} });
  });

  it('refuses what does not fit', () => {
    expect(() => applyJsonPatch({}, [{ op: 'replace', path: '/a', value: 1 }])).toThrow('does not exist');
    expect(() => applyJsonPatch({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }])).toThrow('failed');
    expect(() => applyJsonPatch({ a: 1 }, [{ op: 'add', path: '/a/b', value: 2 }])).toThrow('invalid path');
  });
});
