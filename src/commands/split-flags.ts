import { readArguments } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { checkValues, refuseProblems } from '../config/given.ts';

/**
 * Divides arguments between a command's own flags, which it checks, and those of another table, which are returned as words. Throws
 * CONFIG_INVALID for flags of neither.
 */
export function splitFlags<const Own extends FlagTable>(
  argv: readonly string[],
  own: Own,
  others: FlagTable,
): { readonly values: ValuesOf<Own>; readonly rest: readonly string[] } {
  const { given, problems } = readArguments(argv, { ...others, ...own });
  const { values, problems: wrong } = checkValues(own, given);
  refuseProblems([...problems, ...wrong]);
  const names = new Set(Object.values(own).map(({ name }) => name));
  const rest = [...given]
    .filter(([name]) => !names.has(name))
    .flatMap(([name, all]) => all.map(({ value }) => `--${name}=${String(value)}`));
  return { values, rest };
}
