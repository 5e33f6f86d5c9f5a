import type { Family } from './family.ts';

/** A label that every sample of a resource starts with, and the field of ObjectMeta that it shows. */
export type IdentityLabel = readonly [label: string, field: 'namespace' | 'name' | 'uid'];

/** A kind of the Kubernetes API, and the metric families of its objects. */
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
   * How much of an object is asked for: `full`; `metadata` (PartialObjectMetadata); `table` (the Table form with metadata,
   * whose named column stands for a field, so that the rest never crosses the wire).
   */
  readonly form: 'full' | 'metadata' | TableForm;
  /** In the order in which they are written. */
  readonly families: readonly Family[];
}

/** A column of the Table form that stands for a top-level string field. */
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
  readonly families: readonly Family[];
}

/** Declares a resource: core group, v1, namespaced and on by default unless it says otherwise. */
export function resource(declared: Declared): Resource {
  return { group: '', version: 'v1', namespaced: true, byDefault: true, form: 'full', ...declared };
}
