import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import { NO_ROW, type PackJob } from '../packing/job.ts';
import { maxPackedBytes } from '../packing/pack.ts';
import type { JobBuffers, Packer } from '../packing/packer.ts';
import { joinPieces, NO_COLUMN } from './block-view.ts';

/** Changes of a block as a job takes them: `records` are the log's no more. */
export interface TakenChanges {
  readonly families: Uint16Array;
  readonly slots: Uint16Array;
  readonly starts: Int32Array;
  readonly records: Buffer;
  readonly recordBytes: number;
  /** Length of the changed rows in full, at most. */
  readonly textBytes: number;
}

/** Names of the families of a store. */
export interface Names {
  readonly names: Uint8Array;
  readonly nameEnds: Uint32Array;
}

/** A row at rest: its view's index among the sources × BLOCK_SIZE + slot there. */
export type RowOrder = Uint16Array;

/**
 * A job that makes new segments of the rows that some views have and of changes. `order` says which row each slot had, by
 * source; without it there is one source, and slots are as they were.
 */
export function jobOf(
  packer: Packer,
  buffers: JobBuffers,
  { names, nameEnds }: Names,
  changes: TakenChanges,
  sources: readonly BlockView[],
  order?: RowOrder,
): PackJob {
  const { families, slots, starts, records, recordBytes, textBytes } = changes;
  const rowBytes = rowLengths(sources, families, buffers);
  const oldRawBytes = new Uint32Array(families.length);
  let oldBytes = 0;
  for (const { starts: from, ends, rawBytes } of sources) {
    families.forEach((family, i) => {
      oldBytes += ends[family]! - from[family]!;
      oldRawBytes[i] = oldRawBytes[i]! + rawBytes[family]!;
    });
  }
  const old = buffers.old(oldBytes);
  joinPieces(sources, families, old);
  const kept = order ? orderedBytes(rowBytes, families.length, sources.length * BLOCK_SIZE, order) : sum(oldRawBytes);
  return {
    encoding: packer.encoding,
    names,
    nameEnds,
    families,
    old,
    oldBytes,
    oldRawBytes,
    rowBytes,
    newRowBytes: words(buffers.newLengths(families.length * BLOCK_SIZE * 4), families.length * BLOCK_SIZE),
    order,
    slots,
    starts,
    records,
    recordBytes,
    out: buffers.out(maxPackedBytes(families.length, kept + textBytes)),
  };
}

/** Length of each row of these families, by list index, source and slot; empty where there is none. */
function rowLengths(sources: readonly BlockView[], families: Uint16Array, buffers: JobBuffers): PackJob['rowBytes'] {
  const wide = sources.some(({ rowBytes }) => rowBytes instanceof Uint32Array);
  // Blocks that had nothing have no rows to tell of.
  const some = sources.some(({ rowBytes }) => rowBytes.length > 0);
  const rows = sources.length * BLOCK_SIZE;
  const count = some ? families.length * rows : 0;
  const memory = buffers.oldLengths(count * (wide ? 4 : 2));
  const lengths = wide ? words(memory, count) : halves(memory, count);
  lengths.fill(0);
  sources.forEach(({ rowBytes, columns }, source) => {
    families.forEach((family, i) => {
      const column = columns[family]!;
      if (column === NO_COLUMN || rowBytes.length === 0) return;
      lengths.set(rowBytes.subarray(column * BLOCK_SIZE, (column + 1) * BLOCK_SIZE), i * rows + source * BLOCK_SIZE);
    });
  });
  return lengths;
}

function words(memory: Buffer, count: number): Uint32Array {
  return new Uint32Array(memory.buffer, memory.byteOffset, count);
}

function halves(memory: Buffer, count: number): Uint16Array {
  return new Uint16Array(memory.buffer, memory.byteOffset, count);
}

function orderedBytes(rowBytes: PackJob['rowBytes'], families: number, rows: number, order: RowOrder): number {
  let bytes = 0;
  if (rowBytes.length === 0) return bytes;
  for (let i = 0; i < families; i++) {
    for (const row of order) if (row !== NO_ROW) bytes += rowBytes[i * rows + row]!;
  }
  return bytes;
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
