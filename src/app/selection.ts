import type { Family, FamilyOptions } from '../model/family.ts';
import type { KeyLists, Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { compileKeyFilter } from '../render/keyfilter.ts';

/** Whether the flags show a family. A pattern is asked once per family, at start. */
export function selectsFamily(options: Options): (family: Family) => boolean {
  const matches = (patterns: readonly RegExp[], name: string): boolean => patterns.some((p) => p.test(name));
  return ({ name, optIn }) => {
    if (optIn && !matches(options.metricOptIn, name)) return false;
    if (options.metricAllowlist.length > 0) return matches(options.metricAllowlist, name);
    return !matches(options.metricDenylist, name);
  };
}

/** The allow-lists of a resource: that of `*` where there is one, else its own. */
export function familyOptions(resource: Resource, options: Options): FamilyOptions {
  const entries = (lists: KeyLists): readonly string[] => lists.get('*') ?? lists.get(resource.plural) ?? [];
  return {
    labels: compileKeyFilter(entries(options.labelsAllowlist)),
    annotations: compileKeyFilter(entries(options.annotationsAllowlist)),
  };
}
