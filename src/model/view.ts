/**
 * The rows of up to a block's worth of objects in one family, end to end. Immutable: whoever holds one may send its bytes
 * at any pace.
 */
export interface Segment {
  /** The bytes at rest: exposition text as it is, or what a codec made of it. */
  readonly bytes: Buffer;
  /** Length of the text. */
  readonly rawBytes: number;
}

/** The segments of a block, one per family; undefined where no object of it has rows. */
export type BlockView = readonly (Segment | undefined)[];

/** A family as a scrape shows it. */
export interface FamilyView {
  readonly name: string;
  /** HELP and TYPE lines. */
  readonly header: Buffer;
}

/** What a resource had at one moment. Objects appear in all of their families or in none. */
export interface ResourceView {
  readonly plural: string;
  readonly families: readonly FamilyView[];
  readonly blocks: readonly BlockView[];
  readonly objects: number;
  readonly samples: number;
}
