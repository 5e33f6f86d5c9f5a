import { type Usage, unreadLabels } from '../usage/usage.ts';
import type { Cardinality, FamilyCardinality } from './cardinality.ts';
import type { FamilyUsageData, UsageData } from './data.ts';

/** Names of the samples of a family by its type, which expressions read. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
  info: ['', '_info'],
  counter: ['', '_total'],
};

/** Puts the usage of rules and dashboards beside the families of an exposition. */
export function usageDataOf(usage: Usage, files: number, { families }: Pick<Cardinality, 'families'>): UsageData {
  const { expressions, unparsed, unbounded } = usage;
  const read = families.flatMap((family): [string, FamilyUsageData][] => {
    const found = usage.of(sampleNames(family));
    if (!found) return [];
    const labels = family.labels.map(({ name }) => name);
    return [[family.name, { places: found.places, unreadLabels: unreadLabels(found, labels) }]];
  });
  return { files, expressions, unparsed, unbounded, families: Object.fromEntries(read) };
}

function sampleNames({ name, type }: FamilyCardinality): readonly string[] {
  return (SAMPLES[type] ?? ['']).map((suffix) => name + suffix);
}
