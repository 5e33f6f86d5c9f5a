import { createContext, Script } from 'node:vm';
import { CodedError } from '../base/errors.ts';

/** A pattern may take this long for all families together; those that do not run away take microseconds. */
const PATIENCE_MS = 250;

const probe = new Script('for (const name of names) pattern.test(name)');

/**
 * Runs a pattern over all names that it will be matched with. Throws CONFIG_INVALID with its text if it takes too long
 * (catastrophic backtracking), because nothing could stop it at startup.
 */
export function checkPattern(pattern: RegExp, names: readonly string[], flag: string): void {
  try {
    probe.runInContext(createContext({ names, pattern }), { timeout: PATIENCE_MS });
  } catch {
    const what = `--${flag}: the pattern "${pattern.source}" takes too long on names of families; expected one without nested repetition`;
    throw new CodedError('CONFIG_INVALID', what);
  }
}
