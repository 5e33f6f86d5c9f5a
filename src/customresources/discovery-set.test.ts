import { beforeEach, describe, expect, it } from 'vitest';
import type { Identified } from '../model/meta.ts';
import { DefinitionSet } from './discovery-set.ts';

let events: string[];
let set: DefinitionSet;

beforeEach(() => {
  events = [];
  const note = (event: string) => () => void events.push(event);
  set = new DefinitionSet({
    added: note('added'),
    updated: note('updated'),
    deleted: note('deleted'),
    ready: note('ready'),
    changed: note('changed'),
  });
});

interface Given {
  readonly rv?: string;
  readonly served?: boolean | undefined;
  readonly scope?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

function cart({ rv = '1', served = true, scope = 'Namespaced', conditions = [] }: Given = {}): Identified {
  const metadata = { name: 'carts.a.b', namespace: '', uid: 'u', resourceVersion: rv };
  const names = { plural: 'carts', kind: 'Cart' };
  const versions = [
    { name: 'v1', served: true },
    { name: 'v2', served },
  ];
  return { metadata, spec: { group: 'a.b', names, scope, versions }, status: { conditions } } as Identified;
}

function list(...objects: readonly Identified[]): void {
  set.mark();
  for (const each of objects) set.upsert(each);
  set.sweep();
}

const versions = (): readonly string[] => set.definitions().flatMap((d) => d.versions);

/** The events since the last call. */
const fresh = (): readonly string[] => events.splice(0);

describe('DefinitionSet', () => {
  it('is ready after the first list, whose objects are no changes', () => {
    list(cart());
    expect(fresh()).toEqual(['added', 'ready']);
    expect(set.definitions()).toEqual([
      { name: 'carts.a.b', group: 'a.b', kind: 'Cart', plural: 'carts', namespaced: true, versions: ['v1', 'v2'] },
    ]);
  });

  it.each<[string, Given, readonly string[]]>([
    ['a schema', {}, ['updated']],
    ['a version that is no longer served', { served: false }, ['updated', 'changed']],
    ['a version that does not say', { served: undefined }, ['updated']],
    ['the scope', { scope: 'Cluster' }, ['updated', 'changed']],
    ['names that are accepted', { conditions: [{ type: 'Established', status: 'True' }] }, ['updated']],
    ['names that are not', { conditions: [{ type: 'Established', status: 'False' }] }, ['updated', 'changed']],
    ['names that are not yet', { conditions: [{ type: 'NamesAccepted', status: 'True' }] }, ['updated', 'changed']],
  ])('tells which changes matter: %s', (_, given, expected) => {
    list(cart());
    fresh();
    set.upsert(cart({ rv: '2', ...given }));
    expect(fresh()).toEqual(expected);
    set.upsert(cart({ rv: '2', ...given }));
    expect(fresh()).toEqual([]);
  });

  it('drops what is deleted, and what a relist does not bring', () => {
    list(cart());
    fresh();
    set.delete(cart());
    expect([fresh(), set.count]).toEqual([['deleted', 'changed'], 0]);
    list(cart({ rv: '3' }));
    expect(fresh()).toEqual(['added', 'changed']);
    list(cart({ rv: '3' }));
    expect(fresh()).toEqual([]);
    list();
    expect([fresh(), set.count]).toEqual([['deleted', 'changed'], 0]);
  });

  it('takes a version as served unless it says that it is not', () => {
    list(cart({ served: undefined }));
    expect(versions()).toEqual(['v1', 'v2']);
    list(cart({ rv: '2', served: false }));
    expect(versions()).toEqual(['v1']);
  });
});
