/** Takes the reason why a value is refused, without the flag's name: the caller knows where the value came from. */
export type Report = (problem: string) => void;

/** A type of flag values: how they are described, read, repeated and checked. */
export interface FlagType<T> {
  /** The expected form, for messages and documentation: "a whole number". */
  readonly expects: string;
  /** The word for a value in `--help`. Empty: a switch, which takes a value only after `=`. */
  readonly placeholder: string;
  /** The permitted values with an explanation each, where they can be listed. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The value of a flag that is absent, in the form of an argument. */
  readonly default: string;
  /** Reads one text. Reports each problem, and returns undefined if there was one. */
  parse(text: string, report: Report): T | undefined;
  /** Reads a list or mapping of a configuration file; absent: only scalars are accepted, and read as text. */
  parseNested?(value: object, report: Report): T | undefined;
  /** Joins the values of a repeated flag; absent: the last one counts. */
  join?(values: readonly T[]): T;
  /** The resources that a value names; they are checked against the known ones. */
  resourcesIn?(value: T): Iterable<string>;
}

/** A flag of a command. */
export interface Flag<T = unknown> {
  readonly name: string;
  readonly type: FlagType<T>;
  /** The value when the flag is absent, in the form of an argument; without it, the default of the type. */
  readonly default?: string;
  readonly help: string;
  /** Older or other spellings. */
  readonly aliases?: readonly string[];
  readonly short?: string;
  /** Kind of its values where they cannot be listed, for completion; absent: any text. */
  readonly completes?: 'files' | 'resources';
}

/** The flags of a command, by the field that holds the value. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values of a table's flags, by the same fields. */
export type ValuesOf<Table> = {
  readonly [Field in keyof Table]: Table[Field] extends { readonly type: FlagType<infer Value> } ? Value : never;
};

/** Returns the default of a flag, in the form of an argument. */
export function defaultOf({ default: own, type }: Flag): string {
  return own ?? type.default;
}

/** Describes a flag, with the meaning of each permitted value. */
export function describeFlag({ help, type }: Flag): string {
  if (!type.choices) return help;
  const choices = Object.entries(type.choices).map(([choice, meaning]) =>
    meaning ? `${choice} (${meaning})` : choice,
  );
  return `${help}: ${choices.join(', ')}`;
}
