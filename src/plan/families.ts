import type { Family } from '../model/family.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { profiles } from './profiles.ts';

/**
 * Returns whether the flags select a family. A pattern is evaluated once per family, at startup. Profiles choose among the families
 * of the program; those of a custom resource are chosen by its configuration.
 */
export function selectsFamily(
  options: Options,
  { custom }: Partial<Pick<Resource, 'custom'>> = {},
): (family: Family) => boolean {
  const matches = (patterns: readonly RegExp[], name: string): boolean => patterns.some((p) => p.test(name));
  const profile = custom ? undefined : profiles[options.metricProfile];
  return ({ name, optIn }) => {
    if (optIn && !matches(options.metricOptIn, name)) return false;
    if (options.metricAllowlist.length > 0) return matches(options.metricAllowlist, name);
    if (profile && !profile.has(name)) return false;
    return !matches(options.metricDenylist, name);
  };
}
