import { addAmounts, ZERO } from '../../explorer/amounts.ts';
import type { Amount, Cardinality, FamilyCardinality } from '../../explorer/cardinality.ts';
import { profiles } from '../../plan/profiles.ts';
import { packedShare, textShare } from './label-share.ts';

/** Name of a set of families (--metric-profile). */
export type Profile = keyof typeof profiles;

/** Names of the profiles, the largest first. */
export const PROFILES: readonly Profile[] = ['full', 'alerts', 'minimal'];

/** Parts of an exposition to leave out. */
export interface LeftOut {
  readonly families: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** As `labelKey` writes them: a label is left out of all families of a resource. */
  readonly labels: ReadonlySet<string>;
  readonly profile: Profile;
}

/** Selection that leaves nothing out. */
export const NOTHING: LeftOut = { families: new Set(), namespaces: new Set(), labels: new Set(), profile: 'full' };

/** An exposition without the parts that are left out. */
export interface Rest {
  readonly total: Amount;
  /** By the index of the family. */
  readonly families: readonly Amount[];
}

/** Returns the key of a label of a resource. */
export function labelKey(resource: string, label: string): string {
  return `${resource}/${label}`;
}

/** Whether a profile has a family; profiles choose among the families of built-in resources alone. */
export function inProfile(profile: Profile, family: string): boolean {
  const set = profiles[profile];
  const isBuiltIn = family.startsWith('kube_') && !family.startsWith('kube_customresource_');
  return !set || !isBuiltIn || set.has(family);
}

/** Computes the rest of an exposition: series exactly where namespaces were counted in all of it, bytes by their shares. */
export function restOf(cardinality: Cardinality, leftOut: LeftOut): Rest {
  const gone = namespaceShares(cardinality, leftOut.namespaces);
  const families = cardinality.families.map((family, i) => {
    if (leftOut.families.has(family.name) || !inProfile(leftOut.profile, family.name)) return ZERO;
    return withoutLabels(family, withoutNamespaces(family, gone.get(i)), leftOut.labels);
  });
  return { total: families.reduce(addAmounts, ZERO), families };
}

/** Series and bytes of the namespaces, by family. */
function namespaceShares(
  { families, namespaces }: Cardinality,
  names: ReadonlySet<string>,
): ReadonlyMap<number, readonly [series: number, rawBytes: number]> {
  const shares = new Map<number, [number, number]>();
  if (names.size === 0) return shares;
  for (const namespace of namespaces) {
    if (!names.has(namespace.name)) continue;
    for (const [index, series, rawBytes] of namespace.families) {
      // Namespaces themselves are in no namespace.
      if (families[index]!.resource === 'namespaces') continue;
      const share = shares.get(index);
      if (share) {
        share[0] += series;
        share[1] += rawBytes;
      } else shares.set(index, [series, rawBytes]);
    }
  }
  return shares;
}

function withoutNamespaces(family: FamilyCardinality, gone: readonly [number, number] | undefined): Amount {
  const { series, rawBytes, packedBytes } = family;
  if (!gone) return { series, rawBytes, packedBytes };
  const kept = rawBytes === 0 ? 0 : Math.max(0, rawBytes - gone[1]) / rawBytes;
  return {
    series: Math.max(0, series - gone[0]),
    rawBytes: Math.round(rawBytes * kept),
    packedBytes: Math.round(packedBytes * kept),
  };
}

function withoutLabels(family: FamilyCardinality, amount: Amount, labels: ReadonlySet<string>): Amount {
  if (labels.size === 0) return amount;
  let raw = 1;
  let packed = 1;
  for (const label of family.labels) {
    if (!labels.has(labelKey(family.resource, label.name))) continue;
    raw -= textShare(family, label);
    packed -= packedShare(family, label);
  }
  return {
    series: amount.series,
    rawBytes: Math.round(amount.rawBytes * Math.max(0, raw)),
    packedBytes: Math.round(amount.packedBytes * Math.max(0, packed)),
  };
}
