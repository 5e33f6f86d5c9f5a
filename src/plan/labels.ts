import type { FamilyOptions, KeyFilter } from '../model/family.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { compileKeyFilter } from './key-filter.ts';
import { entriesOf, everywhereFilter } from './render-settings.ts';

/** Returns the allow-lists of a resource: that of `*` if there is one, else its own. */
export function familyOptions(resource: Resource, options: Options): FamilyOptions {
  return {
    labels: without(
      compileKeyFilter(entriesOf(options.labelsAllowlist, resource)),
      everywhereFilter(resource, options),
    ),
    annotations: compileKeyFilter(entriesOf(options.annotationsAllowlist, resource)),
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
