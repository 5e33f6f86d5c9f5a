import { describe, expect, it } from 'vitest';
import { emptyOf, int, list, mergeShapes, msg, optMsg, str } from './schema.ts';

describe('mergeShapes', () => {
  it('unites nested messages and what stands for absent ones', () => {
    const merged = mergeShapes([
      { spec: msg(2, { a: int(1) }) },
      { spec: msg(2, { b: str(2) }), list: list(3, { x: int(1) }) },
    ]);
    expect(Object.keys(merged.spec!.shape!)).toEqual(['a', 'b']);
    expect(emptyOf(merged)).toEqual({ spec: { a: 0, b: '' }, list: [] });
  });

  it('refuses two declarations of one field that differ', () => {
    expect(() => mergeShapes([{ a: int(1) }, { a: int(2) }])).toThrow('BUG: two declarations of .a differ');
    expect(() => mergeShapes([{ a: msg(1, {}) }, { a: optMsg(1, {}) }])).toThrow('differ');
    expect(() => mergeShapes([{ m: msg(1, { s: str(1) }) }, { m: msg(1, { s: int(1) }) }])).toThrow('.m.s');
  });
});
