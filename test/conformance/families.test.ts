import { describe, expect, it } from 'vitest';
import type { Family, FamilyOptions } from '../../src/model/family.ts';
import type { Identified } from '../../src/model/meta.ts';
import type { Resource } from '../../src/model/resource.ts';
import { compileKeyFilter } from '../../src/plan/key-filter.ts';
import { resources } from '../../src/resources/index.ts';
import { normalized, readExpected, readFlagSet, readWatchBody } from '../support/corpus.ts';
import { allKeys, ENCODINGS, expositionOf, noKeys, planOf, readWatch, type Selection } from '../support/rendering.ts';

interface Case {
  readonly flagset: string;
  readonly options: FamilyOptions;
  readonly selects: Selection['selects'];
  /** Resources that the options apply to; all where it is left out. */
  readonly optionsFor?: readonly string[];
  /** The only namespace that is looked at. */
  readonly namespace?: string;
}

const OPTED_IN = ['kube_pod_nodeselectors', 'kube_persistentvolume_csi_attributes'];
const byDefault = (family: Family): boolean => !family.optIn;

/** What the flag sets say, where it concerns families only. */
const cases: readonly Case[] = [
  { flagset: 'all-resources', options: noKeys, selects: byDefault },
  { flagset: 'labels-all', options: allKeys, selects: (f) => /_(labels|annotations)$/.test(f.name) },
  { flagset: 'opt-in', options: noKeys, selects: (f) => !f.optIn || OPTED_IN.includes(f.name) },
  { flagset: 'watch-events', options: { ...noKeys, labels: allKeys.labels }, selects: byDefault },
  {
    flagset: 'repeated-series',
    options: noKeys,
    selects: (f) => !f.optIn && !/^kube_node_(?!spec_taint|status_condition)/.test(f.name),
    namespace: 'repeat',
  },
  {
    flagset: 'odd-objects',
    options: { ...noKeys, labels: compileKeyFilter(['app']) },
    optionsFor: ['configmaps'],
    selects: byDefault,
    namespace: 'odd',
  },
];

describe.each(cases)('$flagset', ({ flagset, namespace, options, optionsFor, selects }) => {
  const enabled = readFlagSet(flagset).resources;
  const inNamespace = (resource: Resource, { metadata }: Identified): boolean =>
    namespace === undefined || !resource.namespaced || metadata.namespace === namespace;

  it('covers every resource of the flag set', () => {
    expect(enabled.filter((plural) => !resources.some((r) => r.plural === plural))).toEqual([]);
  });

  describe.each(ENCODINGS)('%s', (encoding) => {
    it.each(resources.filter((r) => enabled.includes(r.plural)).map((r) => [r.plural, r] as const))(
      '%s',
      (plural, resource) => {
        const applies = optionsFor?.includes(plural) ?? true;
        const plan = planOf(resource, { options: applies ? options : noKeys, selects });
        const objects = readWatch(plan, encoding, readWatchBody(plural, flagset, encoding));
        const text = expositionOf(
          plan,
          objects.filter((object) => inNamespace(resource, object)),
        );
        expect(normalized(text)).toBe(readExpected(flagset, plural));
      },
    );
  });
});
