/**
 * Number of objects in a block. More would hardly compress better, and a change packs the segments of all of them
 * (docs/decisions/0005-blocks.md).
 */
export const BLOCK_SIZE = 128;

/**
 * Encoding of stored segments: exposition text as it is, or raw-deflate pieces that each end with a full flush (RFC
 * 1951).
 */
export type Encoding = 'raw' | 'deflate';

/** Sizes of a block. Arrays are indexed by family. */
export interface BlockSizes {
  /** The bytes at rest of family `i` are `bytes[starts[i], ends[i])` of its BlockView. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Length of the text; 0: no object of the block has rows. */
  readonly rawBytes: Uint32Array;
  readonly samples: Uint32Array;
}

/**
 * Segments of a block: for each family the rows of up to BLOCK_SIZE objects end to end. They do not change until
 * whoever opened the view releases it. Arrays are indexed by family unless stated otherwise.
 */
export interface BlockView extends BlockSizes {
  /** Memory that holds those of other blocks as well. */
  readonly bytes: Buffer;
  /** CRC-32 of the text, and what a CRC in front of it is multiplied with (see base/crc32.ts); unset when raw. */
  readonly crcs: Uint32Array;
  readonly shifts: Uint32Array;
  /** Length of each row: column of the family × BLOCK_SIZE + place. Families without rows may have no column: -1. */
  readonly columns: Int16Array;
  readonly rowBytes: Uint16Array | Uint32Array;
  /** By place: the hash that says which part of a divided scrape the object belongs to. */
  readonly partitionHashes: Uint8Array;
  /** Group of the block: all its hashes modulo the number of partitions of the resource. */
  readonly partition: number;
}

/** A piece of stored text; `crc` and `shift` as in BlockView. */
export interface StoredText {
  readonly bytes: Buffer;
  readonly rawBytes: number;
  readonly crc: number;
  readonly shift: number;
}

/** HELP and TYPE lines, raw whatever the encoding of the segments; and deflated. */
export interface FamilyHeader {
  readonly header: Buffer;
  readonly deflated: StoredText;
}

/** A family as a scrape shows it. */
export interface FamilyView extends FamilyHeader {
  readonly name: string;
  /** Header in OpenMetrics, for a type that only that has; undefined: it is the same. */
  readonly openMetrics?: FamilyHeader;
}

/** Sizes of a resource. */
export interface ResourceSizes {
  readonly plural: string;
  readonly families: readonly FamilyView[];
  readonly blocks: readonly BlockSizes[];
  readonly objects: number;
}

/** A view and the function that releases it; its bytes may be overwritten after that. */
export interface OpenView {
  readonly view: ResourceView;
  release(): void;
}

/** State of a resource at one moment. Objects appear in all of their families or in none. */
export interface ResourceView extends ResourceSizes {
  readonly blocks: readonly BlockView[];
  readonly encoding: Encoding;
  /** Into how many partitions, a power of two, the blocks are divided by the hashes of their objects. */
  readonly partitions: number;
  /** Families that are left out of answers, by index; undefined: none. */
  readonly hidden?: readonly boolean[];
}
