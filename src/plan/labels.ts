import type { FamilyOptions, KeyFilter } from '../model/family.ts';
import type { KeyLists, Options } from '../model/options.ts';
import type { LabelPlan } from '../model/plan.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import { compileKeyFilter } from './key-filter.ts';

/**
 * Returns the label keys of a resource: of each list the entries for `*` where there are any, else the resource's own. A custom
 * resource has the labels of its configuration, and those for every metric.
 */
export function planLabels(resource: Resource, options: Options): LabelPlan {
  const name = resourceName(resource);
  const entries = (lists: KeyLists): readonly string[] => lists.get('*') ?? lists.get(name) ?? [];
  if (resource.custom)
    return { labels: [], annotations: [], everywhere: entries(options.labelsEverywhere), dropped: [] };
  return {
    labels: entries(options.labelsAllowlist),
    annotations: entries(options.annotationsAllowlist),
    everywhere: entries(options.labelsEverywhere),
    dropped: entries(options.dropLabels),
  };
}

/** Compiles the allow-lists of a resource to filters of keys. */
export function familyOptions({ labels, annotations, everywhere }: LabelPlan): FamilyOptions {
  return {
    labels: without(compileKeyFilter(labels), compileKeyFilter(everywhere)),
    annotations: compileKeyFilter(annotations),
  };
}

/** A label that leads every sample must not come a second time. */
function without(filter: KeyFilter, others: KeyFilter): KeyFilter {
  if (!filter || !others) return filter;
  return (all) => {
    const taken = others(all);
    return new Map([...filter(all)].filter(([key]) => !taken.has(key)));
  };
}
