import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonCursor } from './json-cursor.ts';

const cursor = (text: string): JsonCursor => new JsonCursor(Buffer.from(text));

describe('JsonCursor', () => {
  it('passes over any value and stops behind it', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', '\n\t'), (json, space) => {
        const c = cursor(`${space}${json},rest`);
        c.skip();
        expect(c.bytes.toString('utf8', c.at)).toBe(',rest');
      }),
    );
  });

  it('reads strings as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cursor(JSON.stringify(text)).string()).toBe(JSON.parse(JSON.stringify(text)));
      }),
    );
  });

  it('reads numbers as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        expect(cursor(JSON.stringify(n)).number()).toBe(JSON.parse(JSON.stringify(n)));
      }),
    );
  });

  it('visits members and items', () => {
    const seen: unknown[] = [];
    const c = cursor(' { "a" : [ 1 , 2 ] , "b" : true , "c" : null, "d":{} } ');
    c.members((key) => {
      if (key === 'a') c.items(() => seen.push(c.number()));
      else if (key === 'b') seen.push(c.boolean());
      else if (key === 'c') seen.push(c.takeNull());
      else c.members(() => seen.push('never'));
    });
    expect(seen).toEqual([1, 2, true, true]);
  });

  it.each([
    ['{"a" 1}', 'expected :'],
    ['{"a":1', 'truncated JSON'],
    ['{"a":1]', 'expected ,'],
    ['{1:2}', 'expected a string'],
  ])('refuses %s with the offset', (text, what) => {
    const c = cursor(text);
    expect(() => c.members(() => c.skip())).toThrow(what);
    expect(() => cursor(text).members(() => {})).toThrow(/at byte \d+/);
  });

  it.each(['01', '1.', '-', '+1', '.5', '1e', 'tru'])('refuses the number %s', (text) => {
    expect(() => cursor(text).number()).toThrow('expected a number');
  });
});
