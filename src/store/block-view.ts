import { crc32Shift } from '../base/crc32.ts';
import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import type { Packed, PackJob } from '../packing/job.ts';
import type { Region, Slabs } from './slabs.ts';

/** Marker of a family without rows in the block. */
export const NO_COLUMN = -1;

/** Creates the view of a block without objects. */
export function emptyView(families: number, partition: number): BlockView {
  return {
    bytes: Buffer.alloc(0),
    starts: new Uint32Array(families),
    ends: new Uint32Array(families),
    rawBytes: new Uint32Array(families),
    crcs: new Uint32Array(families),
    shifts: new Uint32Array(families),
    samples: new Uint32Array(families),
    columns: new Int16Array(families).fill(NO_COLUMN),
    rowBytes: new Uint16Array(0),
    partitionHashes: new Uint8Array(BLOCK_SIZE),
    partition,
  };
}

/** Copies the segments of these families end to end; those of one family in several views are adjacent. */
export function joinPieces(views: readonly BlockView[], families: Uint16Array, to: Buffer): void {
  let at = 0;
  for (const family of families) {
    for (const { bytes, starts, ends } of views) at += bytes.copy(to, at, starts[family]!, ends[family]!);
  }
}

/** Parts of a block's new view that do not follow from the job. */
export interface ViewParts {
  readonly columns: Int16Array;
  /** Number of them. */
  readonly count: number;
  readonly partitionHashes: Uint8Array;
}

/**
 * Creates a view with the segments of a job in place of the old ones; the others are copied. The lengths of rows
 * precede the segments, because separate buffers for them would be most of the garbage that changes make.
 */
export function mergeView(
  old: BlockView,
  { columns, count, partitionHashes }: ViewParts,
  job: PackJob,
  packed: Packed,
  slabs: Slabs,
): { view: BlockView; region: Region | undefined } {
  const { families } = job;
  const wide = packed.rowBytes instanceof Uint32Array || old.rowBytes instanceof Uint32Array;
  const lengthBytes = count * BLOCK_SIZE * (wide ? 4 : 2);
  const size = lengthBytes + segmentBytes(old, families, packed);
  const region = size > 0 ? slabs.allocate(size) : undefined;
  const bytes = region?.bytes ?? Buffer.alloc(0);
  const start = region?.start ?? 0;
  const rowBytes = new (wide ? Uint32Array : Uint16Array)(
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset + start,
    count * BLOCK_SIZE,
  );
  mergeRowBytes(rowBytes, old, columns, job, packed);
  const view = {
    bytes,
    starts: old.starts.slice(),
    ends: old.ends.slice(),
    rawBytes: old.rawBytes.slice(),
    crcs: old.crcs.slice(),
    shifts: old.shifts.slice(),
    samples: old.samples.slice(),
    columns,
    rowBytes,
    partitionHashes,
    partition: old.partition,
  };
  families.forEach((family, i) => {
    view.rawBytes[family] = packed.rawBytes[i]!;
    view.crcs[family] = packed.crcs[i]!;
    view.shifts[family] = crc32Shift(packed.rawBytes[i]!);
    view.samples[family] = view.samples[family]! + packed.samples[i]!;
  });
  copySegments(view, start + lengthBytes, old, job, packed);
  return { view, region };
}

/** Returns the length of all segments, with those of a job in place of the old ones. */
function segmentBytes(old: BlockView, families: Uint16Array, { ends }: Packed): number {
  let size = ends.at(-1) ?? 0;
  for (let family = 0; family < old.ends.length; family++) size += old.ends[family]! - old.starts[family]!;
  for (const family of families) size -= old.ends[family]! - old.starts[family]!;
  return size;
}

/** Writes the lengths of rows with those of a job in place of the old ones. What is there before is undefined. */
function mergeRowBytes(
  to: Uint16Array | Uint32Array,
  old: BlockView,
  columns: Int16Array,
  { families }: PackJob,
  { rowBytes }: Packed,
): void {
  to.set(old.rowBytes);
  to.fill(0, old.rowBytes.length);
  families.forEach((family, i) => {
    to.set(rowBytes.subarray(i * BLOCK_SIZE, (i + 1) * BLOCK_SIZE), columns[family]! * BLOCK_SIZE);
  });
}

/** Copies the segments end to end to where the view has them. */
function copySegments(
  view: BlockView,
  from: number,
  old: BlockView,
  { families, out }: PackJob,
  { ends }: Packed,
): void {
  let at = from;
  let next = 0;
  for (let family = 0; family < old.ends.length; family++) {
    view.starts[family] = at;
    if (families[next] === family) {
      at += out.copy(view.bytes, at, ends[next - 1] ?? 0, ends[next]!);
      next++;
    } else at += old.bytes.copy(view.bytes, at, old.starts[family]!, old.ends[family]!);
    view.ends[family] = at;
  }
}
