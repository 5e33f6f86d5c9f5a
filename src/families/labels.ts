import { configuredFamily, type Family, type SampleWriter } from '../model/family.ts';
import { annotations, labels } from '../model/meta.ts';

/** Label names by prefix and key. Clusters have a few hundred keys; keys without end come from broken objects only. */
const known = new Map<string, Map<string, string>>();
const MAX_KNOWN = 10_000;

/**
 * The label name that shows an object's key: every byte that a label name cannot have becomes `_`, and camelCase becomes
 * snake_case. Source: kube-state-metrics, docs "Labels and annotations".
 */
export function labelName(prefix: string, key: string): string {
  let names = known.get(prefix);
  if (!names) known.set(prefix, (names = new Map()));
  let name = names.get(key);
  if (name === undefined) {
    if (names.size >= MAX_KNOWN) names.clear();
    name = `${prefix}_${snakeCase(sanitize(key))}`;
    names.set(key, name);
  }
  return name;
}

function snakeCase(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Replaces each character that a label name cannot have. A character beyond the BMP is one character. */
export function sanitize(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]/gu, '_');
}

/** Writes a label for each entry, in the order of the keys' bytes. */
export function writeKeyLabels(samples: SampleWriter, prefix: string, entries: ReadonlyMap<string, string>): void {
  if (entries.size === 0) return;
  const keys = [...entries.keys()].sort(compareBytes);
  const names = keys.map((key) => labelName(prefix, key));
  if (new Set(names).size < names.length) resolveConflicts(names);
  for (let i = 0; i < keys.length; i++) samples.label(names[i]!, entries.get(keys[i]!)!);
}

/**
 * Tells equal names apart, in place: all of them get a suffix `_conflictN`, counted in their order, past suffixed names that
 * another key already has.
 */
function resolveConflicts(names: string[]): void {
  const used = new Map<string, number>();
  const conflicts = new Map<string, number>();
  for (const [i, base] of names.entries()) {
    const holder = used.get(base);
    if (!conflicts.has(base) && holder !== undefined) {
      names[holder] = nextFree(base, conflicts, used);
      used.delete(base);
      used.set(names[holder], holder);
    }
    if (conflicts.has(base)) names[i] = nextFree(base, conflicts, used);
    used.set(names[i]!, i);
  }
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
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Puts surrogates, which stand for what is beyond the BMP, behind all other code units. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The family that shows the allow-listed labels of a resource's objects. */
export function labelsFamily(name: string, what: string, stability: Family['stability'] = 'STABLE'): Family {
  return configuredFamily({
    name,
    help: `Kubernetes labels of ${what} that --metric-labels-allowlist selects, as labels; the value is always 1.`,
    stability,
    dynamicLabels: 'label_',
    reads: labels,
    compile: ({ labels: filter }) =>
      filter &&
      ((object, samples) => {
        writeKeyLabels(samples, 'label', filter(object.metadata.labels));
        samples.value(1);
      }),
  });
}

/** The family that shows the allow-listed annotations of a resource's objects. */
export function annotationsFamily(name: string, what: string, stability: Family['stability'] = 'ALPHA'): Family {
  return configuredFamily({
    name,
    help: `Kubernetes annotations of ${what} that --metric-annotations-allowlist selects, as labels; the value is always 1.`,
    stability,
    dynamicLabels: 'annotation_',
    reads: annotations,
    compile: ({ annotations: filter }) =>
      filter &&
      ((object, samples) => {
        writeKeyLabels(samples, 'annotation', filter(object.metadata.annotations));
        samples.value(1);
      }),
  });
}
