import type { Family } from './family.ts';
import type { Shape } from './schema.ts';

/** A label that every sample of a resource begins with, and the field of ObjectMeta that it shows. */
export type IdentityLabel = readonly [label: string, field: 'namespace' | 'name' | 'uid'];

/** When objects of a kind end, for kinds whose objects may stay after that (--finished-pod-max-age). */
export interface Expiry {
  /** The fields that `endedAtMs` needs. */
  readonly reads: Shape;
  /** Returns the Unix time in milliseconds at which the object ended; undefined: it has not. */
  // biome-ignore lint/suspicious/noExplicitAny: each kind reads fields of its own.
  readonly endedAtMs: (object: any) => number | undefined;
}

/** A kind of the Kubernetes API and the families that its objects are shown as. */
export interface Resource {
  /** Plural name as in `--resources` and in URLs. */
  readonly plural: string;
  readonly kind: string;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  /** Part of the default list of `--resources`. */
  readonly byDefault: boolean;
  readonly identityLabels: readonly IdentityLabel[];
  /**
   * How much of an object is asked for: `full`; `json` (full, and in JSON only, as custom resources are); `metadata`
   * (PartialObjectMetadata); `table` (the Table form with metadata, whose named column stands for a field, so that the rest
   * never crosses the wire).
   */
  readonly form: 'full' | 'json' | 'metadata' | TableForm;
  /** Kinds of which clusters have many objects are synced last: the higher, the later. */
  readonly syncRank: number;
  /** Field selector key that --node and --track-unscheduled-pods select by. */
  readonly nodeField: string | undefined;
  readonly expiry: Expiry | undefined;
  /** Label selector of the objects that are asked for; empty: all. */
  readonly selector: string;
  /** In the order in which they are written. */
  readonly families: readonly Family[];
  /** Facts about a custom resource; undefined: a kind of Kubernetes itself. */
  readonly custom: CustomFacts | undefined;
}

/** Facts about a resource that is not declared in the program but configured. */
export interface CustomFacts {
  /** All that the configuration says about it, as text: where it differs, so may the samples. */
  readonly definition: string;
  /** Names that select it in a scrape, beside that of `resourceName`. */
  readonly aliases: readonly string[];
}

/** The column of a Table answer that stands for a top-level string field. */
export interface TableForm {
  readonly column: string;
  readonly field: string;
}

interface Declared {
  readonly plural: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly namespaced?: boolean;
  readonly byDefault?: boolean;
  readonly identityLabels: readonly IdentityLabel[];
  readonly form?: Resource['form'];
  readonly syncRank?: number;
  readonly nodeField?: string;
  readonly expiry?: Expiry;
  readonly selector?: string;
  readonly families: readonly Family[];
}

/** Declares a resource: core group, v1, namespaced and on by default unless it says otherwise. */
export function resource(declared: Declared): Resource {
  const plain = { syncRank: 0, nodeField: undefined, expiry: undefined, selector: '', custom: undefined };
  return { group: '', version: 'v1', namespaced: true, byDefault: true, form: 'full', ...plain, ...declared };
}

/**
 * Returns the name of a resource in logs, self-metrics and limits: the plural, or `plural.version.group` for a custom resource, as
 * its plural may be that of another kind, and several versions of it may be shown at once.
 */
export function resourceName({
  plural,
  version,
  group,
  custom,
}: Pick<Resource, 'plural' | 'version' | 'group' | 'custom'>): string {
  return custom === undefined ? plural : `${plural}.${version}.${group}`;
}
