/** Series and bytes of a part of an exposition. */
export interface Amount {
  readonly series: number;
  /** Size of the text, comments included. */
  readonly rawBytes: number;
  /** Size when compressed as in a gzip scrape. */
  readonly packedBytes: number;
}

/** A value of a label, and the series that have it. */
export interface LabelValue {
  readonly value: string;
  readonly series: number;
}

/** A label of a family. */
export interface LabelCardinality {
  readonly name: string;
  /** Series of the family that have the label. */
  readonly series: number;
  /** Distinct values; beyond 256 an estimate, mostly within 5 %. */
  readonly distinct: number;
  /** Bytes of the text that name and values take, with quotes and comma. */
  readonly rawBytes: number;
  /** The most frequent values, most frequent first; approximate where there are very many. */
  readonly top: readonly LabelValue[];
}

/** A family: its share of the exposition, and what it is made of. */
export interface FamilyCardinality extends Amount {
  readonly name: string;
  /** Plural of the resource whose objects it shows; empty: unknown. */
  readonly resource: string;
  readonly type: string;
  readonly labels: readonly LabelCardinality[];
}

/** Share of a namespace in a family, by the index of the family. */
export type NamespaceShare = readonly [family: number, series: number, rawBytes: number];

/** A namespace; the empty one stands for series without a namespace. */
export interface NamespaceCardinality {
  readonly name: string;
  readonly families: readonly NamespaceShare[];
}

/** Model of an exposition: what its bytes are spent on. All views of the explorer are views of it. It is plain data, for JSON. */
export interface Cardinality {
  readonly total: Amount;
  /** In the order of the exposition. */
  readonly families: readonly FamilyCardinality[];
  /** The largest first. */
  readonly namespaces: readonly NamespaceCardinality[];
  /** Share of the series that labels and namespaces were counted in, 0 to 1; they are estimates below 1. */
  readonly sampled: number;
}
