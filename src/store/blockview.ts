import { crc32Shift } from '../base/crc32.ts';
import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import type { Packed, PackJob } from './packjob.ts';
import type { Region, Slabs } from './slabs.ts';

/** Of a family of which no object of the block has had rows. */
export const NO_COLUMN = -1;

/** Of a block without objects. */
export function emptyView(families: number, group: number): BlockView {
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
    marks: new Uint8Array(BLOCK_SIZE),
    group,
  };
}

/** Copies the segments of these families end to end, those of one family that several views have side by side. */
export function joinPieces(views: readonly BlockView[], families: Uint16Array, to: Buffer): void {
  let at = 0;
  for (const family of families) {
    for (const { bytes, starts, ends } of views) at += bytes.copy(to, at, starts[family]!, ends[family]!);
  }
}

/** The lengths of rows with those of a job in place of the old ones, in wide words once one needs them. */
export function mergeRowBytes(
  old: BlockView,
  columns: Int16Array,
  count: number,
  { families }: PackJob,
  { rowBytes }: Packed,
): BlockView['rowBytes'] {
  const wide = rowBytes instanceof Uint32Array || old.rowBytes instanceof Uint32Array;
  const merged = wide ? new Uint32Array(count * BLOCK_SIZE) : new Uint16Array(count * BLOCK_SIZE);
  merged.set(old.rowBytes);
  families.forEach((family, i) => {
    merged.set(rowBytes.subarray(i * BLOCK_SIZE, (i + 1) * BLOCK_SIZE), columns[family]! * BLOCK_SIZE);
  });
  return merged;
}

/** A view with the segments of a job in place of the old ones, and where its bytes are; the others are copied. */
export function mergeView(
  old: BlockView,
  { families, out }: PackJob,
  packed: Packed,
  slabs: Slabs,
): { view: BlockView; region: Region | undefined } {
  const view = {
    starts: old.starts.slice(),
    ends: old.ends.slice(),
    rawBytes: old.rawBytes.slice(),
    crcs: old.crcs.slice(),
    shifts: old.shifts.slice(),
    samples: old.samples.slice(),
    columns: old.columns,
    rowBytes: old.rowBytes,
    marks: old.marks,
    group: old.group,
  };
  families.forEach((family, i) => {
    view.rawBytes[family] = packed.rawBytes[i]!;
    view.crcs[family] = packed.crcs[i]!;
    view.shifts[family] = crc32Shift(packed.rawBytes[i]!);
    view.samples[family] = view.samples[family]! + packed.samples[i]!;
  });
  let size = packed.ends.at(-1) ?? 0;
  for (let family = 0; family < old.ends.length; family++) size += old.ends[family]! - old.starts[family]!;
  for (const family of families) size -= old.ends[family]! - old.starts[family]!;
  const region = size > 0 ? slabs.allocate(size) : undefined;
  const bytes = region?.bytes ?? Buffer.alloc(0);
  let at = region?.start ?? 0;
  let next = 0;
  for (let family = 0; family < old.ends.length; family++) {
    view.starts[family] = at;
    if (families[next] === family) {
      at += out.copy(bytes, at, packed.ends[next - 1] ?? 0, packed.ends[next]!);
      next++;
    } else at += old.bytes.copy(bytes, at, old.starts[family]!, old.ends[family]!);
    view.ends[family] = at;
  }
  return { view: { ...view, bytes }, region };
}
