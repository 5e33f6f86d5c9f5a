import { CodedError } from '../base/errors.ts';
import { type Flag, flags } from './flags.ts';

/** The texts that were given, by flag name, in the order in which they came; a flag not given is absent. */
export type Given = ReadonlyMap<string, readonly string[]>;

const byName = new Map(flags.flatMap((f) => [f.name, ...(f.aliases ?? [])].map((name) => [name, f] as const)));
const byShort = new Map(flags.flatMap((f) => (f.short ? [[f.short, f] as const] : [])));

/**
 * Reads arguments by the rules of Go's pflag (https://pkg.go.dev/github.com/spf13/pflag), which manifests written for
 * kube-state-metrics rely on: `--flag=value`, `--flag value`, `-v=2`, and booleans that take a value only after `=`.
 * Throws CONFIG_INVALID for what is no flag. Types are checked by `compileOptions`.
 */
export function readArguments(argv: readonly string[]): Given {
  const given = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    const { flag, text } = splitFlag(word);
    let value = text;
    if (value === undefined) {
      if (flag.type === 'bool') value = 'true';
      else if (i + 1 < argv.length) value = argv[++i]!;
      else throw new CodedError('CONFIG_INVALID', `--${flag.name}: expected a value (${describeType(flag)})`);
    }
    const values = given.get(flag.name);
    if (values) values.push(value);
    else given.set(flag.name, [value]);
  }
  return given;
}

function splitFlag(word: string): { flag: Flag; text: string | undefined } {
  const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
  if (!match || word === '--') {
    throw new CodedError('CONFIG_INVALID', `unexpected argument "${word}": expected a flag; see --help`);
  }
  const [, name = '', text] = match;
  const flag = word.startsWith('--') ? byName.get(name) : (byShort.get(name) ?? byName.get(name));
  if (flag) return { flag, text };
  const near = nearestFlag(name);
  throw new CodedError(
    'CONFIG_INVALID',
    `unknown flag --${name}${near ? `: did you mean --${near}?` : '; see --help'}`,
  );
}

/** The form in which a flag's value is expected, for messages. */
export function describeType(flag: Flag): string {
  switch (flag.type) {
    case 'bool':
      return 'true or false';
    case 'int':
      return 'a whole number';
    case 'float':
      return 'a number';
    case 'duration':
      return 'a duration such as 30s or 1m30s';
    case 'list':
      return 'names separated by commas';
    case 'allowlist':
      return 'resource=[key,…],resource=[key,…]';
    case 'selectors':
      return 'resource=label selector';
    case 'string':
      return 'text';
  }
}

function nearestFlag(name: string): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of byName.keys()) {
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
