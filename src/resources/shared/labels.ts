import { configuredFamily, type Family, type Rows } from '../../model/family.ts';
import { annotations, labels } from '../../model/meta.ts';

/**
 * The label name that shows an object's key: every byte that a label name cannot have becomes `_`, and camelCase becomes
 * snake_case. Source: kube-state-metrics, docs "Labels and annotations".
 */
export function labelName(prefix: string, key: string): string {
  return `${prefix}_${sanitize(key)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()}`;
}

/** Replaces each character that a label name cannot have. A character beyond the BMP is one character. */
export function sanitize(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]/gu, '_');
}

/**
 * Writes a label for each entry, in the order of the keys' bytes. Where several keys lead to one label name, all of them
 * get a suffix `_conflictN`, counted in that order, past suffixed names that another key already has.
 */
export function writeKeyLabels(rows: Rows, prefix: string, entries: ReadonlyMap<string, string>): void {
  const keys = [...entries.keys()].sort(compareBytes);
  const names: string[] = [];
  const used = new Map<string, number>();
  const conflicts = new Map<string, number>();
  for (const key of keys) {
    const base = labelName(prefix, key);
    let name = base;
    const holder = used.get(base);
    if (conflicts.has(base)) {
      name = nextFree(base, conflicts, used);
    } else if (holder !== undefined) {
      const renamed = nextFree(base, conflicts, used);
      used.delete(base);
      used.set(renamed, holder);
      names[holder] = renamed;
      name = nextFree(base, conflicts, used);
    }
    used.set(name, names.length);
    names.push(name);
  }
  for (let i = 0; i < keys.length; i++) rows.label(names[i]!, entries.get(keys[i]!)!);
}

function nextFree(base: string, conflicts: Map<string, number>, used: ReadonlyMap<string, number>): string {
  for (let n = (conflicts.get(base) ?? 0) + 1; ; n++) {
    const candidate = `${base}_conflict${n}`;
    if (used.has(candidate)) continue;
    conflicts.set(base, n);
    return candidate;
  }
}

/** Order of UTF-8 bytes, which for text beyond the BMP is not that of JavaScript's code units. */
function compareBytes(a: string, b: string): number {
  const ascii = a < b ? -1 : a > b ? 1 : 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  if (/^[\x00-\x7f]*$/.test(a) && /^[\x00-\x7f]*$/.test(b)) return ascii;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The family that shows the allow-listed labels of a resource's objects. */
export function labelsFamily(name: string, what: string, stability: Family['stability'] = 'STABLE'): Family {
  return configuredFamily({
    name,
    help: `Labels of ${what} that the labels allow-list lets through, as labels of one sample of value 1.`,
    stability,
    dynamicLabels: 'label_',
    reads: labels,
    compile: ({ labels: filter }) =>
      filter &&
      ((object, rows) => {
        writeKeyLabels(rows, 'label', filter(object.metadata.labels));
        rows.value(1);
      }),
  });
}

/** The family that shows the allow-listed annotations of a resource's objects. */
export function annotationsFamily(name: string, what: string, stability: Family['stability'] = 'ALPHA'): Family {
  return configuredFamily({
    name,
    help: `Annotations of ${what} that the annotations allow-list lets through, as labels of one sample of value 1.`,
    stability,
    dynamicLabels: 'annotation_',
    reads: annotations,
    compile: ({ annotations: filter }) =>
      filter &&
      ((object, rows) => {
        writeKeyLabels(rows, 'annotation', filter(object.metadata.annotations));
        rows.value(1);
      }),
  });
}
