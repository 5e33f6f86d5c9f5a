import { ZERO } from '../../explorer/amounts.ts';
import type { Amount, Cardinality, FamilyCardinality } from '../../explorer/cardinality.ts';
import { namespaceRows } from './breakdown.ts';

/** A family, namespace or label value in two snapshots. */
export interface Change {
  readonly name: string;
  readonly before: Amount;
  readonly after: Amount;
  readonly state: 'new' | 'gone' | 'changed' | 'same';
}

/** A family in two snapshots. */
export interface FamilyChange extends Change {
  readonly resource: string;
}

/** Differences of two snapshots. */
export interface SnapshotDiff {
  readonly total: Change;
  readonly families: readonly FamilyChange[];
  readonly namespaces: readonly Change[];
}

/** Compares two snapshots. */
export function diffOf(before: Cardinality, after: Cardinality): SnapshotDiff {
  const resources = new Map([...before.families, ...after.families].map(({ name, resource }) => [name, resource]));
  return {
    total: changeOf('', amountOf(before.total), amountOf(after.total)),
    families: changes(before.families, after.families).map((change) => ({
      ...change,
      resource: resources.get(change.name)!,
    })),
    namespaces: changes(namespaceRows(before), namespaceRows(after)),
  };
}

/** Returns the changes of a family by namespace. Compressed bytes are in proportion to text. */
export function namespacesOfFamily(before: Cardinality, after: Cardinality, family: string): readonly Change[] {
  return changes(sharesOf(before, family), sharesOf(after, family));
}

/** Change of a value of a label; of values that one snapshot does not list, nothing is known. */
export interface ValueChange {
  readonly label: string;
  readonly value: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Returns the label values of a family whose number of series changed most, and labels with more or fewer values. */
export function valuesOfFamily(
  before: FamilyCardinality | undefined,
  after: FamilyCardinality | undefined,
): readonly ValueChange[] {
  const listed = new Map<string, ValueChange>();
  for (const [side, family] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const { name, top } of family?.labels ?? []) {
      for (const { value, series } of top) {
        const key = `${name}\0${value}`;
        const known = listed.get(key) ?? { label: name, value, before: undefined, after: undefined };
        listed.set(key, { ...known, [side]: series });
      }
    }
  }
  const grown = (change: ValueChange): number => Math.abs((change.after ?? 0) - (change.before ?? 0));
  return [...listed.values()]
    .filter(({ before: old, after: now }) => old !== now && (old ?? now ?? 0) > 1)
    .sort((a, b) => grown(b) - grown(a));
}

function changes<T extends Amount & { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
): readonly Change[] {
  const old = new Map(before.map((each) => [each.name, each]));
  const now = new Set(after.map(({ name }) => name));
  return [
    ...after.map((each) => {
      const known = old.get(each.name);
      return changeOf(each.name, known && amountOf(known), amountOf(each));
    }),
    ...before.flatMap((each) => (now.has(each.name) ? [] : [changeOf(each.name, amountOf(each), undefined)])),
  ];
}

function changeOf(name: string, before: Amount | undefined, after: Amount | undefined): Change {
  const isSame = before?.series === after?.series && before?.rawBytes === after?.rawBytes;
  const state = !before ? 'new' : !after ? 'gone' : isSame ? 'same' : 'changed';
  return { name, before: before ?? ZERO, after: after ?? ZERO, state };
}

function amountOf({ series, rawBytes, packedBytes }: Amount): Amount {
  return { series, rawBytes, packedBytes };
}

function sharesOf(
  { families, namespaces }: Cardinality,
  name: string,
): readonly (Amount & { readonly name: string })[] {
  const index = families.findIndex((family) => family.name === name);
  const family = families[index];
  if (!family) return [];
  return namespaces.flatMap((namespace) => {
    const share = namespace.families.find(([each]) => each === index);
    if (!share) return [];
    const [, series, rawBytes] = share;
    const packedBytes = Math.round(family.rawBytes === 0 ? 0 : (rawBytes / family.rawBytes) * family.packedBytes);
    return [{ name: namespace.name, series, rawBytes, packedBytes }];
  });
}
