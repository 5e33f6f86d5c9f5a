import type { Family } from '../model/family.ts';
import type { Options } from '../model/options.ts';
import { profiles } from './profiles.ts';

/** Returns whether the flags select a family. A pattern is evaluated once per family, at startup. */
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
