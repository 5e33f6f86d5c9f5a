import { addAmounts, ZERO } from '../../explorer/amounts.ts';
import type { Amount, Cardinality, FamilyCardinality, LabelValue } from '../../explorer/cardinality.ts';
import { packedShare } from './label-share.ts';

/** A namespace, and what it takes of all families. */
export interface NamespaceRow extends Amount {
  readonly name: string;
  readonly families: number;
}

/** A label in all families of a resource. */
export interface LabelRow extends Amount {
  readonly resource: string;
  readonly name: string;
  readonly families: number;
  /** Distinct values in the family that has most. */
  readonly distinct: number;
  /** The most frequent values in that family. */
  readonly top: readonly LabelValue[];
}

/** A resource and its families. */
export interface ResourceNode extends Amount {
  /** Empty: unknown. */
  readonly name: string;
  readonly families: readonly FamilyCardinality[];
}

/** Returns the resources with their families. */
export function resourceNodes(families: readonly FamilyCardinality[]): readonly ResourceNode[] {
  const groups = new Map<string, FamilyCardinality[]>();
  for (const family of families) {
    const group = groups.get(family.resource);
    if (group) group.push(family);
    else groups.set(family.resource, [family]);
  }
  return [...groups].map(([name, members]) => ({ name, families: members, ...members.reduce(addAmounts, ZERO) }));
}

/** Returns a row for each namespace; compressed bytes are in proportion to the text of each family. */
export function namespaceRows({ namespaces, families }: Cardinality): readonly NamespaceRow[] {
  return namespaces.map(({ name, families: shares }) => {
    const amount = { series: 0, rawBytes: 0, packedBytes: 0 };
    for (const [index, series, rawBytes] of shares) {
      const family = families[index]!;
      amount.series += series;
      amount.rawBytes += rawBytes;
      if (family.rawBytes > 0) amount.packedBytes += (rawBytes / family.rawBytes) * family.packedBytes;
    }
    return { name, families: shares.length, ...amount, packedBytes: Math.round(amount.packedBytes) };
  });
}

/** Returns a row for each label of each resource. Series are those that have the label. */
export function labelRows(families: readonly FamilyCardinality[]): readonly LabelRow[] {
  const rows = new Map<string, LabelRow>();
  for (const family of families) {
    for (const label of family.labels) {
      const key = `${family.resource}/${label.name}`;
      const row = rows.get(key);
      const isLargest = !row || label.distinct > row.distinct;
      rows.set(key, {
        resource: family.resource,
        name: label.name,
        families: (row?.families ?? 0) + 1,
        distinct: isLargest ? label.distinct : row.distinct,
        top: isLargest ? label.top : row.top,
        series: (row?.series ?? 0) + label.series,
        rawBytes: (row?.rawBytes ?? 0) + label.rawBytes,
        packedBytes: (row?.packedBytes ?? 0) + family.packedBytes * packedShare(family, label),
      });
    }
  }
  return [...rows.values()].map((row) => ({ ...row, packedBytes: Math.round(row.packedBytes) }));
}
