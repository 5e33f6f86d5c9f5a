import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import { type ConfigFile, readConfigFile } from '../config/config-files.ts';
import { readMapping } from '../config/config-yaml.ts';
import { compileFile } from '../config/sources.ts';
import { WEB_KEYS } from '../config/web-config.ts';
import { loadWeb } from '../config/web-files.ts';
import { compileCustomResource } from '../customresources/compile.ts';
import { parseCustomResources } from '../customresources/config.ts';
import { readsOf } from '../customresources/discovery.ts';
import type { Options } from '../model/options.ts';
import { compilePlan } from '../plan/compile.ts';
import { checkPatterns } from '../plan/patterns.ts';
import { describeChange, describePlan } from '../plan/print.ts';
import { resources } from '../resources/index.ts';
import type { CheckFlags } from './check-config.ts';

/** Checks files and prints a line per file or problem. Returns the exit code. Throws CONFIG_INVALID for wrong arguments. */
export function runCheck(
  filenames: readonly string[],
  flags: CheckFlags,
  print: (text: string) => void,
  files: Files,
): number {
  if (filenames.length === 0) throw new CodedError('CONFIG_INVALID', 'check-config: expected at least one file');
  if (flags.against !== '' && filenames.length > 1) {
    throw new CodedError('CONFIG_INVALID', 'check-config: expected one file with --against');
  }
  const good = filenames.map((filename) => checkFile(filename, flags, print, files));
  return good.every(Boolean) ? 0 : 1;
}

function checkFile(
  filename: string,
  { plan, against }: CheckFlags,
  print: (text: string) => void,
  files: Files,
): boolean {
  try {
    const file = readFile(filename, files);
    const kind = kindOf(file);
    if (kind === 'web') loadWeb(filename, files);
    if (kind === 'custom resources') checkCustomResources(file);
    const options = kind === 'options' ? optionsOf(file) : undefined;
    print(`${filename}: ok\n`);
    if (!options) return true;
    if (plan) print(describePlan(compilePlan(options, resources)));
    if (against !== '') print(changeFrom(optionsOf(readFile(against, files)), options));
    return true;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    for (const line of errorText(error).split('\n')) print(`${line}\n`);
    return false;
  }
}

function readFile(filename: string, files: Files): ConfigFile {
  return readConfigFile({ type: 'config', filename, flag: '', mayMiss: false }, files)!;
}

/** Tells the files apart by the keys that only one of them has. Throws CONFIG_INVALID where a file is no mapping. */
function kindOf({ text, place: { filename } }: ConfigFile): 'options' | 'custom resources' | 'web' {
  const { entries, problems } = readMapping(text, filename);
  if (problems.length > 0) throw new CodedError('CONFIG_INVALID', problems.join('\n'));
  if (entries.some(({ key }) => WEB_KEYS.includes(key))) return 'web';
  return entries.some(({ key }) => key === 'kind' || key === 'spec') ? 'custom resources' : 'options';
}

/** Parses a configuration of custom resources and compiles each metric. Throws CONFIG_INVALID for what a running process leaves out. */
function checkCustomResources({ text, place: { filename } }: ConfigFile): void {
  const { entries, problems, warnings } = parseCustomResources(text, filename);
  const faults = entries.flatMap((entry) => {
    const found: string[] = [];
    const { group, version, kind } = entry.pattern;
    // There is no cluster to resolve wildcards against, and metrics compile in the same way for every kind.
    const resolved = { group, version, kind, plural: readsOf(entry).plural, namespaced: true };
    compileCustomResource(entry, resolved, ({ metric, problem }) =>
      found.push(`${filename}: ${entry.place}: ${metric}: ${problem}`),
    );
    return found;
  });
  const all = [...problems, ...warnings, ...faults];
  if (all.length > 0) throw new CodedError('CONFIG_INVALID', all.join('\n'));
}

/** Compiles a file of options. Throws CONFIG_INVALID for unknown keys too, which a running process ignores. */
function optionsOf(file: ConfigFile): Options {
  const options = compileFile(file, { given: new Map(), problems: [] }, { resources });
  const unknown = options.notices.filter((notice) => notice.startsWith(`${file.place.filename}:`));
  if (unknown.length > 0) throw new CodedError('CONFIG_INVALID', unknown.join('\n'));
  checkPatterns(options, resources);
  return options;
}

function changeFrom(before: Options, after: Options): string {
  return describeChange(compilePlan(before, resources), compilePlan(after, resources)) || 'no change\n';
}
