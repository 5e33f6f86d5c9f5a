import { nearest } from './arguments.ts';
import type { OptionFlag } from './flags/row.ts';
import type { Given, GivenValue, Reading } from './given.ts';

/**
 * Reads the options that a configuration file holds. `mapping` is its YAML, parsed; `file` names it in messages. A
 * key without a value counts as absent. Where a flag has an older key too, the preferred one counts. Values are not
 * checked.
 */
export function readFileValues(
  mapping: Readonly<Record<string, unknown>>,
  file: string,
  flags: readonly OptionFlag[],
): Reading {
  const flagsByKey = new Map(flags.flatMap((flag) => flag.fileKeys.map((key) => [key, flag] as const)));
  const given = new Map<string, readonly GivenValue[]>();
  const problems: string[] = [];
  for (const [key, value] of Object.entries(mapping)) {
    const origin = `config file ${file}: key ${key}`;
    const flag = flagsByKey.get(key);
    if (!flag) {
      const near = nearest(key, flagsByKey.keys());
      problems.push(`${origin}: unknown key${near ? `: did you mean ${near}?` : ''}`);
      continue;
    }
    if (value === null || value === undefined) continue;
    const isPreferred = key === flag.fileKeys[0];
    if (isPreferred || !given.has(flag.name)) {
      given.set(flag.name, [{ origin, value: typeof value === 'object' ? value : String(value) }]);
    }
  }
  return { given, problems };
}

/** Puts the values of a file over those of the arguments, as kube-state-metrics does. */
export function overrideGiven(args: Given, file: Given): Given {
  return new Map([...args, ...file]);
}
