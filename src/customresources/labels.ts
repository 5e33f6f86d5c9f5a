import { type JsonValue, mergeSelections, type Selection, WHOLE_VALUE } from '../model/json-value.ts';
import type { LabelPaths } from './config.ts';
import { checkedPath, isObject, type ValuePath } from './paths.ts';
import { compareBytes, printValue, sortedKeys } from './texts.ts';

/** Reports a fault of the current object, at a path. */
export type ReportFault = (path: string, problem: string) => void;

/** Names of the labels that the samples of a family can have, in order, as far as the configuration names them. */
export class LabelNames {
  readonly names: readonly string[];
  /** Values of a row without labels. */
  readonly none: readonly undefined[];
  private readonly slots: ReadonlyMap<string, number>;

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)].sort();
    this.none = new Array(this.names.length).fill(undefined);
    this.slots = new Map(this.names.map((name, slot) => [name, slot]));
  }

  /** Returns the place of a name; undefined: it is made from the keys of an object. */
  slotOf(name: string): number | undefined {
    return this.slots.get(name);
  }
}

/** Labels of a sample: values by the places of their names, and those whose names come from the object. */
export class LabelRow {
  readonly names: LabelNames;
  readonly values: (string | undefined)[];
  private more: Map<string, string> | undefined;

  constructor(names: LabelNames, values: readonly (string | undefined)[] = names.none) {
    this.names = names;
    this.values = values.slice();
  }

  set(name: string, value: string): void {
    const slot = this.names.slotOf(name);
    if (slot !== undefined) {
      this.values[slot] = value;
      return;
    }
    this.more ??= new Map();
    this.more.set(name, value);
  }

  get isEmpty(): boolean {
    return this.more === undefined && this.values.every((value) => value === undefined);
  }

  /** Makes the row equal to another one of the same names. */
  copy(other: LabelRow): void {
    const { values } = this;
    for (let slot = 0; slot < values.length; slot++) values[slot] = other.values[slot];
    this.more = other.more && new Map(other.more);
  }

  /** Orders rows by their own labels, by the first name or value that differs. */
  compare(other: LabelRow): number {
    if (this.more || other.more) return compareRows(this.pairs(), other.pairs());
    const [mine, others] = [this.values, other.values];
    for (let slot = 0; slot < mine.length; slot++) {
      const [a, b] = [mine[slot], others[slot]];
      if (a === b) continue;
      if (a !== undefined && b !== undefined) return compareBytes(a, b);
      // The next label of the row that lacks this one has a later name, if there is one at all.
      const lacking = a === undefined ? mine : others;
      const ends = lacking.every((value, i) => i < slot || value === undefined);
      return (a === undefined) === ends ? -1 : 1;
    }
    return 0;
  }

  /** Names and values by turns, in the order of the names. */
  private pairs(): readonly string[] {
    const pairs: string[] = [];
    for (const [name, value] of this.sorted()) pairs.push(name, value);
    return pairs;
  }

  /** Names and values in the order of the names, with those of `base` that this row does not have. */
  sorted(base?: LabelRow): readonly (readonly [string, string])[] {
    const all: [string, string][] = [];
    const { names } = this.names;
    for (let slot = 0; slot < names.length; slot++) {
      const value = this.values[slot] ?? base?.values[slot];
      if (value !== undefined) all.push([names[slot]!, value]);
    }
    const fixed = all.length;
    if (this.more) all.push(...this.more);
    for (const pair of base?.more ?? []) if (!this.more?.has(pair[0])) all.push(pair);
    return all.length === fixed ? all : all.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Whether it has labels whose names come from the object. */
  get hasMore(): boolean {
    return this.more !== undefined;
  }
}

/** Orders names and values by turns, by the first one that differs. */
function compareRows(a: readonly string[], b: readonly string[]): number {
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) {
    const order = compareBytes(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Replaces what a label name cannot have by underscores; the classic formats know no other names. */
export function labelName(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_]/gu, '_');
  return /^[a-zA-Z_]/.test(name) ? name : `_${name}`;
}

/** Labels from paths, compiled. */
export interface PathLabels {
  /** Sets the labels that the paths give for a value. */
  readonly apply: (value: JsonValue, row: LabelRow) => void;
  readonly selection: Selection;
}

interface Named {
  readonly label: string;
  readonly path: ValuePath;
}

const isStar = (label: string): boolean => label.startsWith('*') || label.endsWith('*');

/** Returns the label names of paths, as far as they do not come from the keys of objects. */
export function pathLabelNames(paths: LabelPaths): readonly string[] {
  return [...paths.keys()].filter((label) => !isStar(label)).map(labelName);
}

/**
 * Compiles labels from paths. A label that begins or ends with `*` copies the members of an object as labels, with the text before an
 * ending `*` in front; those come first, in the order of the labels, so that the others override them. Null gives no label, but for
 * members of a copied object.
 */
export function compilePathLabels(paths: LabelPaths, report: ReportFault): PathLabels {
  const all: readonly Named[] = [...paths]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([label, keys]) => ({ label, path: checkedPath(keys) }));
  const stars = all.filter(({ label }) => isStar(label)).map((each) => compileStar(each, report));
  const plain = all.filter(({ label }) => !isStar(label)).map((each) => compilePlain(each, report));
  return {
    apply: (value, row) => {
      for (const star of stars) star(value, row);
      for (const label of plain) label(value, row);
    },
    selection: mergeSelections(all.map(({ path }) => path.select(WHOLE_VALUE))),
  };
}

function compileStar({ label, path }: Named, report: ReportFault): PathLabels['apply'] {
  const nameOf = rememberNames(label.endsWith('*') ? label.slice(0, -1) : '');
  const onCut = (reason: string): void => report(path.text, reason);
  return (value, row) => {
    const found = path.get(value);
    if (!isObject(found)) return;
    for (const key of sortedKeys(found)) row.set(nameOf(key), printValue(found.get(key)!, onCut));
  };
}

/** Label names of keys that are kept; objects of a kind have mostly the same keys. */
const MAX_KNOWN_NAMES = 256;

function rememberNames(prefix: string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const name = known.get(key);
    if (name !== undefined) return name;
    const fresh = labelName(prefix + key);
    if (known.size < MAX_KNOWN_NAMES) known.set(key, fresh);
    return fresh;
  };
}

function compilePlain({ label, path }: Named, report: ReportFault): PathLabels['apply'] {
  const name = labelName(label);
  const onCut = (reason: string): void => report(path.text, reason);
  return (value, row) => {
    const found = path.get(value);
    if (found !== null) row.set(name, printValue(found, onCut));
  };
}
