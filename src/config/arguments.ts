import type { Flag, FlagTable, ValuesOf } from './flag.ts';
import { checkValues, type GivenValue, type Reading, refuseProblems } from './given.ts';

/**
 * Reads arguments by the rules of Go's pflag (https://pkg.go.dev/github.com/spf13/pflag), which manifests written for
 * kube-state-metrics rely on: `--flag=value`, `--flag value`, `-v=2`, and switches that take a value only after `=`.
 * Values are not checked.
 */
export function readArguments(argv: readonly string[], table: FlagTable): Reading {
  const names = indexNames(table);
  const given = new Map<string, GivenValue[]>();
  const problems: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    const read = readWord(word, names);
    if (!read) {
      problems.push(`unexpected argument "${word}": expected a flag; see --help`);
      continue;
    }
    const { name, flag, text } = read;
    if (!flag) {
      problems.push(describeUnknown(name, names));
      // The next word may be the value of the unknown flag: one problem is enough.
      if (text === undefined && argv[i + 1] !== undefined && !argv[i + 1]!.startsWith('-')) i++;
      continue;
    }
    const value = text ?? (flag.type.placeholder === '' ? 'true' : argv[++i]);
    if (value === undefined) {
      problems.push(`--${flag.name}: expected a value (${flag.type.expects})`);
      continue;
    }
    const values = given.get(flag.name) ?? [];
    given.set(flag.name, [...values, { origin: `--${flag.name}`, value }]);
  }
  return { given, problems };
}

/** Flags and the words between them, such as the names of files. */
export interface CommandLine<Table> {
  readonly values: ValuesOf<Table>;
  readonly words: readonly string[];
}

/** Reads and checks the arguments of a command that takes words too. Throws one CONFIG_INVALID with all problems, a line each. */
export function parseCommandLine<const Table extends FlagTable>(
  argv: readonly string[],
  table: Table,
): CommandLine<Table> {
  const words: string[] = [];
  const flags: string[] = [];
  const names = indexNames(table);
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    // By convention, a dash alone is the name of standard input.
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    flags.push(word);
    const name = word.replace(/^--?/, '');
    const flag = (word.startsWith('--') ? undefined : names.short.get(name)) ?? names.long.get(name);
    if (flag && flag.type.placeholder !== '' && argv[i + 1] !== undefined) flags.push(argv[++i]!);
  }
  return { values: parseArguments(flags, table), words };
}

/** Reads and checks the arguments of a command. Throws one CONFIG_INVALID with all problems, a line each. */
export function parseArguments<const Table extends FlagTable>(argv: readonly string[], table: Table): ValuesOf<Table> {
  const reading = readArguments(argv, table);
  const { values, problems } = checkValues(table, reading.given);
  refuseProblems([...reading.problems, ...problems]);
  return values;
}

type Names = Readonly<Record<'long' | 'short', ReadonlyMap<string, Flag>>>;

interface ReadWord {
  /** Name as it was written. */
  readonly name: string;
  readonly flag: Flag | undefined;
  /** Value in the same word. */
  readonly text: string | undefined;
}

/** Reads one word; undefined if it is no flag. */
function readWord(word: string, names: Names): ReadWord | undefined {
  const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
  if (!match || word === '--') return undefined;
  const [, name = '', text] = match;
  if (word.startsWith('--')) return { name, flag: names.long.get(name), text };
  const flag = names.short.get(name) ?? names.long.get(name);
  // A short flag may have its value in the same word, as in `-v2`.
  const short = flag ? undefined : names.short.get(word[1]!);
  return short && short.type.placeholder !== '' ? { name, flag: short, text: word.slice(2) } : { name, flag, text };
}

/** Flags of kube-state-metrics 1.x that 2.0 renamed or removed. */
const FORMER: ReadonlyMap<string, string> = new Map([
  ['collectors', 'renamed to --resources in kube-state-metrics 2.0'],
  ['namespace', 'renamed to --namespaces in kube-state-metrics 2.0'],
  ['metric-whitelist', 'renamed to --metric-allowlist in kube-state-metrics 2.0'],
  ['metric-blacklist', 'renamed to --metric-denylist in kube-state-metrics 2.0'],
  ['disable-node-non-generic-resource-metrics', 'removed in kube-state-metrics 2.0'],
  ['disable-pod-non-generic-resource-metrics', 'removed in kube-state-metrics 2.0'],
  ['version', 'use the command `version`'],
]);

function describeUnknown(name: string, names: Names): string {
  const former = FORMER.get(name);
  if (former) return `unknown flag --${name}: ${former}`;
  const near = nearest(name, names.long.keys());
  return `unknown flag --${name}${near ? `: did you mean --${near}?` : '; see --help'}`;
}

/** All spellings of the flags of a table; in the names of klog's flags `-` and `_` are the same. */
function indexNames(table: FlagTable): Names {
  const flags = Object.values(table);
  const spellings = ({ name, aliases = [] }: Flag): readonly string[] =>
    name.includes('_') ? [name, name.replaceAll('_', '-'), ...aliases] : [name, ...aliases];
  return {
    long: new Map(flags.flatMap((flag) => spellings(flag).map((name) => [name, flag] as const))),
    short: new Map(flags.flatMap((flag) => (flag.short ? [[flag.short, flag] as const] : []))),
  };
}

/** The candidate that `name` is probably a misspelling of; undefined if there is none. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const d = distance(name, candidate);
    if (d <= 3 && d < candidate.length / 2 && (!best || d < best.distance)) best = { name: candidate, distance: d };
  }
  return best?.name;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) {
      next[k] = Math.min(row[k]! + 1, next[k - 1]! + 1, row[k - 1]! + (a[i - 1] === b[k - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
