import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Definition, patternText, readsOf, resolveKinds } from './discovery.ts';

const definition = (kind: string, plural: string, group: string, ...versions: string[]): Definition => ({
  name: `${plural}.${group}`,
  group,
  kind,
  plural,
  namespaced: true,
  versions,
});
const definitions = [
  definition('Mouse', 'mice', 'infra.example.org', 'v3', 'v2'),
  definition('Cluster', 'clusterz', 'infra.example.org', 'v2'),
  definition('Cart', 'carts', 'shop.example.com', 'v1', 'v1beta1'),
  definition('Order', 'orders', 'shop.example.com', 'v1'),
];
const entry = (group: string, version: string, kind: string, n = 0) => ({ pattern: { group, version, kind }, n });

const shown = (...entries: ReturnType<typeof entry>[]): readonly string[] =>
  resolveKinds(definitions, entries).kinds.map(
    ({ kind, entry: { n } }) => `${kind.plural}.${kind.version}.${kind.group}${n ? ` by ${n}` : ''}`,
  );

describe('resolveKinds', () => {
  it.each<[ReturnType<typeof entry>, readonly string[]]>([
    [entry('shop.example.com', 'v1', 'Cart'), ['carts.v1.shop.example.com']],
    [entry('shop.example.com', '*', 'Cart'), ['carts.v1.shop.example.com', 'carts.v1beta1.shop.example.com']],
    [entry('shop.example.com', '', 'Cart'), ['carts.v1.shop.example.com', 'carts.v1beta1.shop.example.com']],
    [entry('shop.example.com', 'v1', '*'), ['carts.v1.shop.example.com', 'orders.v1.shop.example.com']],
    [
      entry('infra.example.org', '*', '*'),
      ['clusterz.v2.infra.example.org', 'mice.v2.infra.example.org', 'mice.v3.infra.example.org'],
    ],
    [entry('shop.example.com', 'v1alpha1', 'Cart'), []],
    [entry('shop.example.com', 'v1', 'cart'), []],
    [entry('example.com', '*', '*'), []],
    [entry('*', '*', '*'), []],
    [entry('', '*', '*'), []],
  ])('finds for %j: %j', (wanted, kinds) => {
    expect(shown(wanted)).toEqual(kinds);
    expect(resolveKinds(definitions, [wanted]).absent).toEqual(kinds.length === 0 ? [wanted.pattern] : []);
  });

  it('takes the last entry for a kind, and says so', () => {
    const entries = [entry('shop.example.com', '*', '*', 1), entry('shop.example.com', 'v1', 'Cart', 2)];
    expect(shown(...entries)).toEqual([
      'carts.v1.shop.example.com by 2',
      'orders.v1.shop.example.com by 1',
      'carts.v1beta1.shop.example.com by 1',
    ]);
    expect(resolveKinds(definitions, entries).repeated).toMatchObject([{ kind: 'Cart', version: 'v1' }]);
    expect(shown(...entries.toReversed())[0]).toBe('carts.v1.shop.example.com by 1');
  });

  it('takes the first of two definitions for one kind, in whatever order they come', () => {
    const other = definition('Cart', 'acarts', 'shop.example.com', 'v1');
    for (const all of [
      [...definitions, other],
      [other, ...definitions],
    ])
      expect(resolveKinds(all, [entry('shop.example.com', 'v1', 'Cart')]).kinds).toMatchObject([
        { kind: { plural: 'acarts' } },
      ]);
  });

  it('depends on the definitions, not on their order', () => {
    const entries = [entry('shop.example.com', '*', '*', 1), entry('infra.example.org', '*', 'Mouse', 2)];
    const expected = resolveKinds(definitions, entries);
    fc.assert(
      fc.property(fc.shuffledSubarray(definitions, { minLength: definitions.length }), (shuffled) => {
        expect(resolveKinds(shuffled, entries)).toEqual(expected);
      }),
    );
  });

  it.each([
    ['Cart', '', 'carts'],
    ['Bus', '', 'buses'],
    ['Policy', '', 'policies'],
    ['Mouse', 'mice', 'mice'],
    ['*', 'mice', '*'],
    ['', '', '*'],
  ])('reads the objects of the kind "%s", plural "%s", as %s', (kind, resourcePlural, plural) => {
    expect(readsOf({ pattern: { group: 'g.io', version: '*', kind }, resourcePlural })).toEqual({
      group: 'g.io',
      plural,
    });
  });

  it('names a pattern for messages', () => {
    expect(patternText({ group: 'a.b', version: '', kind: '*' })).toBe('a.b/*, kind *');
  });
});
