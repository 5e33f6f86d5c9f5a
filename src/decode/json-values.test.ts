import { describe, expect, it } from 'vitest';
import {
  CutOff,
  JsonFloat,
  type JsonValue,
  mergeSelections,
  NO_PARTS,
  type Selection,
  WHOLE_VALUE,
} from '../model/json-value.ts';
import { msg, self, str } from '../model/schema.ts';
import { compileJsonReader } from './json.ts';
import { MAX_DEPTH, MAX_WHOLE_BYTES } from './json-values.ts';

const keys = (of: Record<string, Selection>): Selection => ({ ...NO_PARTS, keys: new Map(Object.entries(of)) });

function read(selection: Selection, text: string): Record<string, unknown> {
  const bytes = Buffer.from(text);
  return plain(compileJsonReader({ own: self(selection) })(bytes, 0, bytes.length).own) as Record<string, unknown>;
}

/** Maps as objects, to compare. */
function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('selected parts of a JSON object', () => {
  const text = '{"a":{"b":1,"c":[1,{"d":2,"e":3}],"f":{"g":4}},"h":[5],"i":"j","k":null}';

  it.each<[string, Selection, unknown]>([
    ['nothing', NO_PARTS, {}],
    ['everything', WHOLE_VALUE, JSON.parse(text)],
    [
      'a member as to its type',
      keys({ a: NO_PARTS, h: NO_PARTS, i: NO_PARTS, k: NO_PARTS }),
      { a: {}, h: [], i: 'j', k: null },
    ],
    ['a member of a member', keys({ a: keys({ b: WHOLE_VALUE, x: WHOLE_VALUE }) }), { a: { b: 1 } }],
    ['all members', { ...NO_PARTS, members: NO_PARTS }, { a: {}, h: [], i: 'j', k: null }],
    [
      'all members, and more of one',
      { ...keys({ a: keys({ f: WHOLE_VALUE }) }), members: { ...NO_PARTS, items: NO_PARTS } },
      { a: { f: { g: 4 } }, h: [5], i: 'j', k: null },
    ],
    ['items', keys({ a: keys({ c: { ...NO_PARTS, items: keys({ d: WHOLE_VALUE }) } }) }), { a: { c: [1, { d: 2 }] } }],
  ])('are %s', (_, selection, value) => expect(read(selection, text)).toEqual(value));

  it('are the union of merged selections', () => {
    const one = keys({ a: keys({ b: WHOLE_VALUE }) });
    const other = keys({ a: keys({ c: { ...NO_PARTS, items: NO_PARTS } }), i: NO_PARTS });
    expect(read(mergeSelections([one, other]), text)).toEqual({ a: { b: 1, c: [1, {}] }, i: 'j' });
    expect(mergeSelections([one, WHOLE_VALUE])).toBe(WHOLE_VALUE);
    expect(mergeSelections([])).toBe(NO_PARTS);
  });

  it('stand beside fields of the same members', () => {
    const bytes = Buffer.from('{"metadata":{"name":"n","uid":"u"},"spec":{"a":1},"x":[{}]}');
    const shape = {
      metadata: msg(1, { name: str(1) }),
      own: self(keys({ metadata: keys({ uid: WHOLE_VALUE }), spec: WHOLE_VALUE })),
    };
    const { metadata, own } = compileJsonReader(shape)(bytes, 0, bytes.length);
    expect(metadata).toEqual({ name: 'n' });
    expect(plain(own)).toEqual({ metadata: { uid: 'u' }, spec: { a: 1 } });
  });

  it('keep the last of a repeated member, and names that objects have of their own', () => {
    expect(plain(read(WHOLE_VALUE, '{"a":1,"a":{"b":2}}') as never)).toEqual({ a: { b: 2 } });
    expect(Object.keys(read(WHOLE_VALUE, '{"constructor":1}'))).toEqual(['constructor']);
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['-0.0', new JsonFloat(-0)],
    ['1.0', new JsonFloat(1)],
    ['1e3', new JsonFloat(1000)],
    ['1.5', 1.5],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['9223372036854775808', new JsonFloat(2 ** 63)],
  ])('keep the number %s as Go does', (text, value) => {
    const { a } = read(WHOLE_VALUE, `{"a":${text}}`);
    expect(a).toEqual(value);
    if (Object.is(value, 0)) expect(Object.is(a, 0)).toBe(true);
  });

  it('end where they are nested too deeply, and the rest is read', () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    for (const selection of [WHOLE_VALUE, deep(MAX_DEPTH + 20)]) {
      const { own } = compileJsonReader({ own: self(mergeSelections([selection, keys({ z: WHOLE_VALUE })])) })(
        ...slice(`${nested(MAX_DEPTH + 10).slice(0, -1)},"z":2}`),
      );
      let depth = 0;
      let value: JsonValue = own;
      for (; value instanceof Map; depth++) value = value.get('a')!;
      expect(value).toBeInstanceOf(CutOff);
      expect(depth).toBe(MAX_DEPTH + 1);
      expect(own.get('z')).toBe(2);
    }
  });

  it('end where they are too large as a whole', () => {
    const large = `["${'x'.repeat(MAX_WHOLE_BYTES)}"]`;
    const { a, b } = read(WHOLE_VALUE, `{"a":${large},"b":1}`);
    expect(a).toEqual(new CutOff(`larger than ${MAX_WHOLE_BYTES} bytes`));
    expect(b).toBe(1);
    expect(read(keys({ a: { ...NO_PARTS, items: NO_PARTS } }), `{"a":${large}}`).a).toHaveLength(1);
  });

  function deep(levels: number): Selection {
    return levels === 0 ? NO_PARTS : keys({ a: deep(levels - 1) });
  }

  function slice(text: string): [Buffer, number, number] {
    const bytes = Buffer.from(text);
    return [bytes, 0, bytes.length];
  }
});
