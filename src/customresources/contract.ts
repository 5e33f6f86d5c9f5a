/** Group, version and kind that an entry of the configuration is for; `*` in place of the version or the kind stands for all. */
export interface KindPattern {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A kind that the cluster serves, as its CustomResourceDefinition says. */
export interface ResolvedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A metric that cannot be made of an object, or not at all. */
export interface CustomResourceFault {
  /** `plural.group`. */
  readonly resource: string;
  readonly metric: string;
  /** Path in the object; empty: the metric as a whole. */
  readonly path: string;
  readonly problem: string;
  /** The object, `namespace/name`; absent where it is a matter of the configuration. */
  readonly object?: string;
  /** `errorLogV` of the metric: logged only from this verbosity on; absent: always. */
  readonly verbosity?: number;
}
