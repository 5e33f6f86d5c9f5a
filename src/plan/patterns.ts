import { createContext, Script } from 'node:vm';
import { CodedError } from '../base/errors.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';

/** A pattern may take this much CPU for all families together; those that do not run away take microseconds. */
const PATTERN_TIMEOUT_MS = 250;
/** Where others have the CPU, time passes without it: as many times a pattern is tried again. */
const ATTEMPTS = 40;

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
  if (
    terminates(() => void probe.runInContext(createContext({ names, pattern }), { timeout: PATTERN_TIMEOUT_MS }), cpuMs)
  )
    return;
  const what = `--${flag}: the pattern "${pattern.source}" takes too long on names of families; expected one without nested repetition`;
  throw new CodedError('CONFIG_INVALID', what);
}

/** Whether a run that is interrupted after a time ends within that much CPU. `now`: milliseconds of CPU of this thread so far. */
export function terminates(run: () => void, now: () => number): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = now();
    try {
      run();
      return true;
    } catch {
      if (now() - before >= PATTERN_TIMEOUT_MS / 2) return false;
    }
  }
  return false;
}

function cpuMs(): number {
  // Node 20 knows that of all threads only.
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}
