import { CodedError } from '../base/errors.ts';
import type { Flag, FlagTable, Report, ValuesOf } from './flag.ts';
import { defaultOf } from './flag.ts';

/** A value that was given for a flag, not checked yet. */
export interface GivenValue {
  /** Where it came from, for messages: `--port`, or `config file x.yaml: key port`. */
  readonly origin: string;
  /** Text, or the list or mapping of a configuration file. */
  readonly value: string | object;
}

/** The values that were given, by flag name, in the order in which they came; a flag that was not given is absent. */
export type Given = ReadonlyMap<string, readonly GivenValue[]>;

/** Values that were given, and the problems with words or keys that belong to no flag. */
export interface Reading {
  readonly given: Given;
  /** One line each, with the origin. */
  readonly problems: readonly string[];
}

/** The values of a table's flags, and the problems with the given ones. */
export interface Checked<Table> {
  /** Defaults stand in for values with a problem. */
  readonly values: ValuesOf<Table>;
  readonly problems: readonly string[];
}

/** Reads the given values by the types of their flags. */
export function checkValues<const Table extends FlagTable>(table: Table, given: Given): Checked<Table> {
  const problems: string[] = [];
  const values = Object.entries(table).map(([field, flag]) => [field, checkFlag(flag, given, problems)] as const);
  return { values: Object.fromEntries(values) as ValuesOf<Table>, problems };
}

/** Returns where the value of a flag came from, for messages; its name if it was not given. */
export function originOf(flag: Flag, given: Given): string {
  return given.get(flag.name)?.at(-1)?.origin ?? `--${flag.name}`;
}

/** Throws one CONFIG_INVALID with all problems, if there are any. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new CodedError('CONFIG_INVALID', problems.join('\n'));
}

function checkFlag(flag: Flag, given: Given, problems: string[]): unknown {
  const { type } = flag;
  const read = (given.get(flag.name) ?? []).map(({ origin, value }) =>
    parseGiven(flag, value, (problem) => problems.push(`${origin}: ${problem}`)),
  );
  if (read.length === 0 || read.includes(undefined)) return parseDefault(flag);
  return type.join ? type.join(read) : read.at(-1);
}

function parseGiven({ type }: Flag, value: string | object, report: Report): unknown {
  if (typeof value === 'string') return type.parse(value, report);
  if (type.parseNested) return type.parseNested(value, report);
  return void report(`expected ${type.expects}, found a ${Array.isArray(value) ? 'list' : 'mapping'}`);
}

function parseDefault(flag: Flag): unknown {
  return flag.type.parse(defaultOf(flag), (problem) => {
    throw new Error(`BUG: the default of --${flag.name}: ${problem}`);
  });
}
