import type { Encoding } from '../model/view.ts';

/** Marker of an old row that does not exist. */
export const NO_ROW = 0xffff;

/** The families of a block with changed rows, and the changes: all that is needed to pack new segments. */
export interface PackJob {
  readonly encoding: Encoding;
  /** Names of the resource's families end to end, in ASCII, and where each ends. */
  readonly names: Uint8Array;
  readonly nameEnds: Uint32Array;
  /** The families that changed, ascending. The arrays below are by their index in this list. */
  readonly families: Uint16Array;
  /** The stored old segments of these families, end to end in the first bytes, and the length of the text of each. */
  readonly old: Buffer;
  readonly oldBytes: number;
  readonly oldRawBytes: Uint32Array;
  /** Length of each old row: list index × old rows + row; empty where there were none. */
  readonly rowBytes: Uint16Array | Uint32Array;
  /** Output for the lengths of new rows: list index × BLOCK_SIZE + slot, as 32-bit words, which may become narrower. */
  readonly newRowBytes: Uint32Array;
  /** The old row that each slot takes over, or NO_ROW; undefined: there are BLOCK_SIZE, each in its old slot. */
  readonly order: Uint16Array | undefined;
  /** The slots of changed objects, ascending, and where in `records` the record of each begins: -1 where it is gone. */
  readonly slots: Uint16Array;
  readonly starts: Int32Array;
  /** Records (see RecordLog) in the first bytes. */
  readonly records: Buffer;
  readonly recordBytes: number;
  /** Output for the new segments, end to end from 0 on; has room for `maxPackedBytes`. */
  readonly out: Buffer;
}

/** New segments, in the order of the job's families. */
export interface Packed {
  /** The segment of `i` ends at `ends[i]` of the job's `out`. */
  readonly ends: Uint32Array;
  readonly rawBytes: Uint32Array;
  readonly crcs: Uint32Array;
  /** In the memory of the job's `newRowBytes`. */
  readonly rowBytes: Uint16Array | Uint32Array;
  /** By how much the number of samples has changed. */
  readonly samples: Int32Array;
}
