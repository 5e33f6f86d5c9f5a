import { addAmounts, ZERO } from '../../explorer/amounts.ts';
import type { Amount, FamilyCardinality } from '../../explorer/cardinality.ts';
import type { UsageData } from '../../explorer/data.ts';
import { labelKey } from './what-if.ts';

/** Families and labels that no rule or dashboard reads. */
export interface Unread {
  readonly families: ReadonlySet<string>;
  readonly amount: Amount;
  /** Families that something reads: an allow-list of them leaves the others out. */
  readonly read: readonly string[];
  /** Keys of labels that are unread in all families of their resource that something reads. */
  readonly labels: ReadonlySet<string>;
}

/** Labels that tell series of one resource apart, or join them with others: without them most series would be equal. */
const IDENTITY = new Set(['namespace', 'name']);

/** Computes what nothing reads. */
export function unreadOf(families: readonly FamilyCardinality[], usage: UsageData): Unread {
  const unread = families.filter(({ name }) => usage.families[name] === undefined);
  const read = families.filter(({ name }) => usage.families[name] !== undefined);
  const readLabels = new Set<string>();
  const labels = new Set<string>();
  for (const { name, resource, labels: all } of read) {
    const ignored = new Set(usage.families[name]!.unreadLabels);
    for (const label of all) (ignored.has(label.name) ? labels : readLabels).add(labelKey(resource, label.name));
  }
  const isIdentity = (key: string): boolean => IDENTITY.has(key.slice(key.indexOf('/') + 1));
  return {
    families: new Set(unread.map(({ name }) => name)),
    amount: unread.reduce(addAmounts, ZERO),
    read: read.map(({ name }) => name),
    labels: new Set([...labels].filter((key) => !readLabels.has(key) && !isIdentity(key))),
  };
}
