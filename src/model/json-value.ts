/**
 * Values of JSON as the API machinery of Go keeps them in unstructured objects: integers of 64 bits stay exact, and every
 * other number is a float (k8s.io/apimachinery, sigs.k8s.io/json).
 */
export type JsonValue = null | boolean | string | number | bigint | JsonFloat | CutOff | JsonList | JsonObject;
/** An array. */
export type JsonList = readonly JsonValue[];
/** An object; as in Go, the last one of a repeated member counts. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/**
 * A float whose value is an integer, such as `1.0` or `1e3`: Go prints it otherwise than an integer. A plain `number` is an
 * integer of 64 bits if it is integral and a float if not; a `bigint` is an integer beyond 2^53.
 */
export class JsonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Place of a value that is not read because it is nested too deeply or too large. */
export class CutOff {
  /** Says which limit it is beyond. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Parts of a JSON value that are read. Without any part, a value is read as to its type: scalars with their value, arrays
 * and objects as empty ones.
 */
export interface Selection {
  /** Everything. */
  readonly whole: boolean;
  /** Members of an object by key; a key that is an index selects items of an array too. */
  readonly keys: ReadonlyMap<string, Selection>;
  /** Part of each member of an object, whatever its key; undefined: only the members in `keys` are read. */
  readonly members: Selection | undefined;
  /** Part of each item of an array; undefined: those that keys select are read. */
  readonly items: Selection | undefined;
}

/** Returns the index of an array that a key stands for, as Go's strconv.Atoi reads it; undefined: none. */
export function indexOf(key: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(key) ? Number(key) : undefined;
}

/** Selects the type of a value, and the value of a scalar. */
export const NO_PARTS: Selection = { whole: false, keys: new Map(), members: undefined, items: undefined };
/** Selects everything. */
export const WHOLE_VALUE: Selection = { ...NO_PARTS, whole: true };

/** Merges selections to one of all that any of them selects. */
export function mergeSelections(selections: readonly Selection[]): Selection {
  if (selections.length === 0) return NO_PARTS;
  if (selections.length === 1) return selections[0]!;
  if (selections.some((s) => s.whole)) return WHOLE_VALUE;
  const byKey = new Map<string, Selection[]>();
  for (const { keys } of selections) {
    for (const [key, inner] of keys) byKey.set(key, [...(byKey.get(key) ?? []), inner]);
  }
  const merged = (of: readonly (Selection | undefined)[]): Selection | undefined => {
    const present = of.filter((s) => s !== undefined);
    return present.length > 0 ? mergeSelections(present) : undefined;
  };
  return {
    whole: false,
    keys: new Map([...byKey].map(([key, all]) => [key, mergeSelections(all)])),
    members: merged(selections.map((s) => s.members)),
    items: merged(selections.map((s) => s.items)),
  };
}
