import { nearest } from './arguments.ts';
import type { ConfigEntry } from './config-yaml.ts';
import type { OptionFlag } from './flags/row.ts';
import type { Given, GivenValue } from './given.ts';

/** The options of a configuration file, not checked yet. */
export interface FileValues {
  readonly given: Given;
  /** Keys that no option has, which kube-state-metrics ignores; a line each. */
  readonly notices: readonly string[];
}

/**
 * Reads the options that a configuration file holds; `file` names it in messages. A key without a value counts as absent.
 * Where a flag has an older key too, the preferred one counts.
 */
export function readFileValues(
  entries: readonly ConfigEntry[],
  file: string,
  flags: readonly OptionFlag[],
): FileValues {
  const flagsByKey = new Map(flags.flatMap((flag) => flag.fileKeys.map((key) => [key, flag] as const)));
  const given = new Map<string, readonly GivenValue[]>();
  const notices: string[] = [];
  for (const { key, value, line } of entries) {
    const place = `${file}:${line}`;
    const flag = flagsByKey.get(key);
    if (!flag) {
      const near = nearest(key, flagsByKey.keys());
      notices.push(`${place}: ignoring the unknown key ${key}${near ? `; did you mean ${near}?` : ''}`);
      continue;
    }
    if (value === null || value === undefined) continue;
    const [preferred] = flag.fileKeys;
    if (key !== preferred) notices.push(`${place}: ${key} is deprecated; use ${preferred}`);
    if (key === preferred || !given.has(flag.name)) {
      given.set(flag.name, [{ origin: `${place}: ${key}`, value: readValue(flag, value) }]);
    }
  }
  return { given, notices };
}

/** Puts the values of a file over those of the arguments, as kube-state-metrics does. */
export function overrideGiven(args: Given, file: Given): Given {
  return new Map([...args, ...file]);
}

/** The form of an argument, or the list or mapping of the file. Switches may be written as in YAML 1.1, as Go's reader permits. */
function readValue({ type }: OptionFlag, value: unknown): string | object {
  if (typeof value === 'object' && value !== null) return value;
  const text = String(value);
  if (type.placeholder !== '') return text;
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(text)) return 'true';
  return /^(n|N|no|No|NO|off|Off|OFF)$/.test(text) ? 'false' : text;
}
