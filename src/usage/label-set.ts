/** Labels that something reads: these, or all but these. */
export interface LabelSet {
  readonly all: boolean;
  /** With `all`, those that are not read. */
  readonly names: ReadonlySet<string>;
}

export const ALL_LABELS: LabelSet = { all: true, names: new Set() };
export const NO_LABELS: LabelSet = { all: false, names: new Set() };

/** Returns the set of these labels. */
export function only(names: Iterable<string>): LabelSet {
  return { all: false, names: new Set(names) };
}

/** Whether a label is in a set. */
export function includes({ all, names }: LabelSet, name: string): boolean {
  return all !== names.has(name);
}

/** Returns the labels of either set. */
export function union(a: LabelSet, b: LabelSet): LabelSet {
  if (a.all && b.all) return { all: true, names: new Set([...a.names].filter((name) => b.names.has(name))) };
  if (a.all) return { all: true, names: new Set([...a.names].filter((name) => !b.names.has(name))) };
  return b.all ? union(b, a) : only([...a.names, ...b.names]);
}

/** Returns the labels of a set that are not among these. */
export function without({ all, names }: LabelSet, removed: Iterable<string>): LabelSet {
  if (all) return { all, names: new Set([...names, ...removed]) };
  const gone = new Set(removed);
  return only([...names].filter((name) => !gone.has(name)));
}
