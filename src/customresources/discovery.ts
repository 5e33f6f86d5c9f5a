import type { KindPattern, ResolvedKind } from './contract.ts';

/** A CustomResourceDefinition, as far as discovery goes by it. */
export interface Definition {
  /** `plural.group`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The versions that the API server serves. */
  readonly versions: readonly string[];
}

/** A kind that is to be shown, and the entry of the configuration that says how. */
export interface Resolved<E> {
  readonly kind: ResolvedKind;
  readonly entry: E;
}

/** Result of matching the configuration with the definitions of the cluster. */
export interface Resolution<E> {
  /** In the order of exposition: by group, version and plural. */
  readonly kinds: readonly Resolved<E>[];
  /** Patterns of entries that match no kind that the cluster serves. */
  readonly absent: readonly KindPattern[];
  /** Kinds that more than one entry is for; the last one counts. */
  readonly repeated: readonly ResolvedKind[];
}

/**
 * Finds the kinds that entries are for. As in kube-state-metrics v2.20 (internal/discovery), the plural is that of the definition,
 * whatever `resourcePlural` says, a version that is not served matches nothing, and the last entry for a kind wins. An entry without
 * a group matches nothing.
 */
export function resolveKinds<E extends { readonly pattern: KindPattern }>(
  definitions: Iterable<Definition>,
  entries: readonly E[],
): Resolution<E> {
  const served = byGroup(definitions);
  const found = new Map<string, Resolved<E>>();
  const repeated = new Map<string, ResolvedKind>();
  const absent: KindPattern[] = [];
  for (const entry of entries) {
    const kinds = (served.get(entry.pattern.group) ?? []).filter((kind) => matches(entry.pattern, kind));
    if (kinds.length === 0) absent.push(entry.pattern);
    for (const kind of kinds) {
      const key = keyOf(kind);
      if (found.has(key)) repeated.set(key, kind);
      found.set(key, { kind, entry });
    }
  }
  const kinds = [...found.values()].sort((a, b) => compare(orderOf(a.kind), orderOf(b.kind)));
  return { kinds, absent, repeated: [...repeated.values()] };
}

/** Returns a pattern as messages show it: `group/version, kind`. */
export function patternText({ group, version, kind }: KindPattern): string {
  return `${group || '""'}/${version || '*'}, kind ${kind || '*'}`;
}

/** Whether text stands for all versions or kinds. */
export function isWildcard(text: string): boolean {
  return text === '' || text === '*';
}

/**
 * Returns the objects that an entry reads, as rules of RBAC name them, without a cluster to ask: the plural is that of the entry, or
 * the guess of Kubernetes from the kind (meta.UnsafeGuessKindToResource in k8s.io/apimachinery); `*` for all kinds of a group.
 */
export function readsOf({
  pattern: { group, kind },
  resourcePlural,
}: {
  readonly pattern: KindPattern;
  readonly resourcePlural: string;
}): { readonly group: string; readonly plural: string } {
  if (isWildcard(kind)) return { group, plural: '*' };
  return { group, plural: resourcePlural || guessPlural(kind.toLowerCase()) };
}

function guessPlural(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function byGroup(definitions: Iterable<Definition>): ReadonlyMap<string, readonly ResolvedKind[]> {
  const groups = new Map<string, ResolvedKind[]>();
  const taken = new Set<string>();
  // The API server serves one of two definitions for the same kind; sorting makes the choice independent of the order of events.
  for (const definition of [...definitions].sort((a, b) => compare(a.name, b.name))) {
    const { group, kind, plural, namespaced } = definition;
    for (const version of definition.versions) {
      const resolved = { group, version, kind, plural, namespaced };
      if (taken.has(keyOf(resolved))) continue;
      taken.add(keyOf(resolved));
      const others = groups.get(group);
      if (others) others.push(resolved);
      else groups.set(group, [resolved]);
    }
  }
  return groups;
}

function matches({ version, kind }: KindPattern, served: ResolvedKind): boolean {
  return (isWildcard(version) || version === served.version) && (isWildcard(kind) || kind === served.kind);
}

function keyOf({ group, version, kind }: ResolvedKind): string {
  return `${group}/${version}/${kind}`;
}

/** The order of kube-state-metrics, which sorts by the text of GroupVersionResource (k8s.io/apimachinery). */
function orderOf({ group, version, plural }: ResolvedKind): string {
  return `${group}/${version}, Resource=${plural}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
