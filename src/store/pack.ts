import { crc32 } from 'node:zlib';
import { BLOCK_SIZE, type Encoding } from '../model/view.ts';
import { type Deflater, mostDeflatedBytes, openDeflater, openZlibDeflater } from './deflater.ts';
import { openInflater } from './inflater.ts';
import { readRecord } from './recordlog.ts';

/** The families of a block in which rows changed, and the changes: all that is needed to make new segments of them. */
export interface PackJob {
  readonly encoding: Encoding;
  /** How many families the resource has. */
  readonly familyCount: number;
  /** The families that changed, ascending. The arrays below are by their place in this list. */
  readonly families: Uint16Array;
  /** The old segments of these families at rest, end to end in so many first bytes, and the length of each one's text. */
  readonly old: Buffer;
  readonly oldBytes: number;
  readonly oldRawBytes: Uint32Array;
  /** Length of each old row: list place × BLOCK_SIZE + object's place. */
  readonly rowBytes: Uint16Array | Uint32Array;
  /** The places of changed objects, ascending, and where in `records` the record of each begins: -1 where it is gone. */
  readonly places: Uint16Array;
  readonly starts: Int32Array;
  /** Records (see RecordLog) in so many first bytes. */
  readonly records: Buffer;
  readonly recordBytes: number;
  /** Where the new segments are put, end to end from 0 on: room for `mostPackedBytes`. */
  readonly out: Buffer;
}

/** New segments, by place in the job's list of families. */
export interface Packed {
  /** The segment of `i` ends at `ends[i]` of the job's `out`. */
  readonly ends: Uint32Array;
  readonly rawBytes: Uint32Array;
  readonly crcs: Uint32Array;
  readonly rowBytes: Uint16Array | Uint32Array;
  /** By how much the number of samples has changed. */
  readonly samples: Int32Array;
}

/** How much room the segments need at most whose old texts and new rows are so long together. */
export function mostPackedBytes(families: number, oldRawBytes: number, recordBytes: number): number {
  return mostDeflatedBytes(oldRawBytes + recordBytes) + families * mostDeflatedBytes(0);
}

const NEWLINE = 0x0a;
/** A changed object that says nothing of a family: its row stays. */
const KEEP = -1;

/**
 * `[records | old texts | new text of a family | its segment]`: within one buffer of one thread, copying a row costs a fifth.
 * It is the deflater's memory.
 */
let work: Buffer = Buffer.alloc(0);
let deflater: Deflater | undefined;
let inflate: ReturnType<typeof openInflater> | undefined;

/** Puts changed rows into segments, which it writes to the job's `out`. */
export function packBlock(job: PackJob): Packed {
  const { families, rowBytes, oldRawBytes } = job;
  const count = families.length;
  const changes = readChanges(job);
  const oldAt = job.recordBytes;
  const textAt = oldAt + sum(oldRawBytes);
  const segmentAt = textAt + mostTextBytes(job, changes);
  takeIn(job, oldAt, textAt, segmentAt);
  const packed = {
    ends: new Uint32Array(count),
    rawBytes: new Uint32Array(count),
    crcs: new Uint32Array(count),
    samples: new Int32Array(count),
  };
  const newRowBytes = new Uint32Array(count * BLOCK_SIZE);
  let from = oldAt;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const spliced = spliceRows(job, changes, i, from, textAt, newRowBytes);
    from += oldRawBytes[i]!;
    packed.rawBytes[i] = spliced.size;
    packed.samples[i] = spliced.samples;
    if (spliced.size > 0) {
      end += putSegment(job, textAt, spliced.size, segmentAt, end);
      if (job.encoding === 'deflate') packed.crcs[i] = crc32(work.subarray(textAt, textAt + spliced.size));
    }
    packed.ends[i] = end;
  }
  // Half the memory where it is enough, which it nearly always is. Once wide, always wide.
  const wide = rowBytes instanceof Uint32Array || largest(changes.sizes) > 0xffff;
  return { ...packed, rowBytes: wide ? newRowBytes : Uint16Array.from(newRowBytes) };
}

/** Copies what the job brings to where it is worked on. */
function takeIn(
  { encoding, old, oldBytes, records, recordBytes }: PackJob,
  oldAt: number,
  textAt: number,
  segmentAt: number,
) {
  deflater ??= encoding === 'raw' ? openZlibDeflater() : openDeflater();
  work = deflater.room(segmentAt + mostDeflatedBytes(segmentAt - textAt));
  records.copy(work, 0, 0, recordBytes);
  if (oldBytes === 0) return;
  if (encoding === 'raw') old.copy(work, oldAt, 0, oldBytes);
  else {
    inflate ??= openInflater();
    const rawBytes = textAt - oldAt;
    const got = inflate(old, 0, oldBytes, work, oldAt, rawBytes);
    if (got !== rawBytes) throw new Error(`BUG: ${rawBytes} bytes of text at rest became ${got}`);
  }
}

/** How long the text of a family can become at most. */
function mostTextBytes({ families, oldRawBytes, places }: PackJob, { sizes }: Changes): number {
  let most = 0;
  for (let i = 0; i < families.length; i++) {
    let bytes = oldRawBytes[i]!;
    for (let p = i * places.length; p < (i + 1) * places.length; p++) bytes += Math.max(sizes[p]!, 0);
    most = Math.max(most, bytes);
  }
  return most;
}

/** Writes a segment behind the others; returns how long it is. */
function putSegment({ encoding, out }: PackJob, textAt: number, size: number, segmentAt: number, to: number): number {
  if (encoding === 'raw') return work.copy(out, to, textAt, textAt + size);
  const bytes = deflater!.deflate(textAt, size, segmentAt);
  if (to + bytes > out.length) throw new Error(`BUG: no room for a segment of ${size} bytes of text`);
  return work.copy(out, to, segmentAt, segmentAt + bytes);
}

interface Changes {
  /** List place × places + index of the place. */
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  readonly samples: Int32Array;
}

function readChanges({ familyCount, families, places, starts: recordStarts, records, recordBytes }: PackJob): Changes {
  const lists = new Int16Array(familyCount).fill(-1);
  families.forEach((family, i) => {
    lists[family] = i;
  });
  const starts = new Int32Array(families.length * places.length);
  const sizes = new Int32Array(starts.length);
  const samples = new Int32Array(starts.length);
  const words = new Uint32Array(records.buffer, records.byteOffset, recordBytes >>> 2);
  for (let p = 0; p < places.length; p++) {
    const record = recordStarts[p]!;
    if (record < 0) continue;
    for (let i = p; i < sizes.length; i += places.length) sizes[i] = KEEP;
    const whole = readRecord(words, record, (family, start, end, count) => {
      const list = lists[family]!;
      if (list < 0) return; // a row as it was
      const i = list * places.length + p;
      starts[i] = start;
      sizes[i] = end - start;
      samples[i] = count;
    });
    if (whole) for (let i = p; i < sizes.length; i += places.length) if (sizes[i] === KEEP) sizes[i] = 0;
  }
  return { starts, sizes, samples };
}

/** Puts together the new text of the family at list place `i` and its new row lengths; its old text begins at `from`. */
function spliceRows(
  { rowBytes, places }: PackJob,
  { starts, sizes, samples }: Changes,
  i: number,
  oldFrom: number,
  textAt: number,
  newRowBytes: Uint32Array,
): { size: number; samples: number } {
  const row = i * BLOCK_SIZE;
  let from = oldFrom;
  let to = textAt;
  let kept = 0; // the place up to which old rows have been copied
  let delta = 0;
  const keepUpTo = (end: number): void => {
    const start = from;
    for (; kept < end; kept++) {
      const size = rowBytes[row + kept]!;
      newRowBytes[row + kept] = size;
      from += size;
    }
    if (from === start) return;
    work.copyWithin(to, start, from);
    to += from - start;
  };
  for (let p = 0; p < places.length; p++) {
    const change = i * places.length + p;
    const size = sizes[change]!;
    if (size === KEEP) continue;
    const place = places[p]!;
    keepUpTo(place);
    const oldSize = rowBytes[row + place]!;
    delta += samples[change]! - countLines(work, from, from + oldSize);
    from += oldSize;
    newRowBytes[row + place] = size;
    kept = place + 1;
    if (size === 0) continue;
    work.copyWithin(to, starts[change]!, starts[change]! + size);
    to += size;
  }
  keepUpTo(BLOCK_SIZE);
  return { size: to - textAt, samples: delta };
}

function countLines(text: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let i = start; i < end; i++) if (text[i] === NEWLINE) lines++;
  return lines;
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function largest(values: Int32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
