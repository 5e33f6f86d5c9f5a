import { profiles } from '../config/profiles.ts';
import type { Family, FamilyOptions, KeyFilter } from '../model/family.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { compileKeyFilter } from '../render/keyfilter.ts';
import { entriesOf, everywhereFilter } from './settings.ts';

/** Whether the flags show a family. A pattern is asked once per family, at start. */
export function selectsFamily(options: Options): (family: Family) => boolean {
  const matches = (patterns: readonly RegExp[], name: string): boolean => patterns.some((p) => p.test(name));
  const profile = profiles[options.metricProfile];
  return ({ name, optIn }) => {
    if (optIn && !matches(options.metricOptIn, name)) return false;
    if (options.metricAllowlist.length > 0) return matches(options.metricAllowlist, name);
    if (profile && !profile.has(name)) return false;
    return !matches(options.metricDenylist, name);
  };
}

/** The allow-lists of a resource: that of `*` where there is one, else its own. */
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
