import { createContext, Script } from 'node:vm';
import { CodedError } from '../base/errors.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';

/** A pattern may take this long for all families together; those that do not run away take microseconds. */
const PATTERN_TIMEOUT_MS = 250;

const probe = new Script('for (const name of names) pattern.test(name)');

/**
 * Runs the patterns of options over the names of all families. Throws CONFIG_INVALID for one that runs away (catastrophic
 * backtracking), as compiling a plan would hang on it.
 */
export function checkPatterns(options: Options, resources: readonly Resource[]): void {
  const names = resources.flatMap((r) => r.families.map((family) => family.name));
  const flags = [
    ['metric-allowlist', options.metricAllowlist],
    ['metric-denylist', options.metricDenylist],
    ['metric-opt-in-list', options.metricOptIn],
  ] as const;
  for (const [flag, patterns] of flags) for (const pattern of patterns) checkPattern(pattern, names, flag);
}

/**
 * Runs a pattern over all names that it will be asked for. Throws CONFIG_INVALID with its text where it runs away
 * (catastrophic backtracking), as it would then do so at start, with nothing to stop it.
 */
export function checkPattern(pattern: RegExp, names: readonly string[], flag: string): void {
  try {
    probe.runInContext(createContext({ names, pattern }), { timeout: PATTERN_TIMEOUT_MS });
  } catch {
    const what = `--${flag}: the pattern "${pattern.source}" takes too long on names of families; expected one without nested repetition`;
    throw new CodedError('CONFIG_INVALID', what);
  }
}
