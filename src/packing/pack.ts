import type { Compression, Inflate } from '../base/compression.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import type { ByteRange } from '../model/compact-samples.ts';
import { BLOCK_SIZE } from '../model/view.ts';
import { type Changes, KEEP, longestRow, readChanges } from './changes.ts';
import { NO_ROW, type Packed, type PackJob } from './job.ts';
import { EXPAND_SLACK, maxDeflatedBytes, openRowCodec, type RowCodec } from './row-codec.ts';

/** Returns an upper bound for the packed size of `families` segments that hold `textBytes` of text together. */
export function maxPackedBytes(families: number, textBytes: number): number {
  return maxDeflatedBytes(textBytes) + families * maxDeflatedBytes(0);
}

const NEWLINE = 0x0a;

/** Places of the job's input in `work`; records begin at 0. */
interface Layout {
  readonly namesAt: number;
  readonly oldAt: number;
  readonly textAt: number;
  readonly segmentAt: number;
}

/** Puts changed rows into segments, job after job, in memory of its own. */
export class BlockPacker {
  private readonly compression: Compression;
  private readonly codec: RowCodec;
  private readonly inflate: Inflate;
  /** `[records | names of families | old texts | new text of a family | its segment]`, in the codec's memory. */
  private work: Buffer = Buffer.alloc(0);

  constructor(codec: FastPaths['codec'], compression: Compression) {
    this.compression = compression;
    this.codec = openRowCodec(codec, compression);
    this.inflate = compression.openInflater();
  }

  /** Puts changed rows into segments, which it writes to the job's `out`. */
  pack(job: PackJob): Packed {
    const { families, rowBytes, oldRawBytes } = job;
    const count = families.length;
    const changes = readChanges(job);
    const layout = this.takeIn(job, changes);
    const { textAt } = layout;
    const packed = {
      ends: new Uint32Array(count),
      rawBytes: new Uint32Array(count),
      crcs: new Uint32Array(count),
      samples: new Int32Array(count),
    };
    const { newRowBytes } = job;
    newRowBytes.fill(0);
    let from = layout.oldAt;
    let end = 0;
    for (let i = 0; i < count; i++) {
      const spliced = job.order
        ? this.orderRows(job, job.order, changes, i, from, layout, newRowBytes)
        : this.spliceRows(job, changes, i, from, layout, newRowBytes);
      from += oldRawBytes[i]!;
      packed.rawBytes[i] = spliced.size;
      packed.samples[i] = spliced.samples;
      if (spliced.size > 0) {
        end += this.putSegment(job, layout, spliced.size, end);
        if (job.encoding === 'deflate')
          packed.crcs[i] = this.compression.crc32(this.work.subarray(textAt, textAt + spliced.size));
      }
      packed.ends[i] = end;
    }
    // Half the memory where it is enough, which it nearly always is. Once wide, always wide.
    const wide = rowBytes instanceof Uint32Array || longestRow(changes) > 0xffff;
    return { ...packed, rowBytes: wide ? newRowBytes : narrowed(newRowBytes) };
  }

  /** Copies what the job brings to where it is worked on. */
  private takeIn(job: PackJob, changes: Changes): Layout {
    const { encoding, names, old, oldBytes, records, recordBytes } = job;
    const oldRawBytes = sum(job.oldRawBytes);
    const namesAt = recordBytes;
    const oldAt = namesAt + names.length;
    const textAt = oldAt + oldRawBytes;
    const textBytes = maxTextBytes(job, changes) + EXPAND_SLACK;
    const segmentAt = textAt + textBytes;
    const work = this.codec.room(segmentAt + maxDeflatedBytes(textBytes));
    this.work = work;
    records.copy(work, 0, 0, recordBytes);
    work.set(names, namesAt);
    if (encoding === 'raw') old.copy(work, oldAt, 0, oldBytes);
    else if (oldBytes > 0) {
      const got = this.inflate(old, 0, oldBytes, work, oldAt, oldRawBytes);
      if (got !== oldRawBytes) throw new Error(`BUG: ${oldRawBytes} bytes of text at rest became ${got}`);
    }
    return { namesAt, oldAt, textAt, segmentAt };
  }

  /** Writes a segment behind the others; returns how long it is. */
  private putSegment({ encoding, out }: PackJob, { textAt, segmentAt }: Layout, size: number, to: number): number {
    const { codec, work } = this;
    if (encoding === 'raw') return work.copy(out, to, textAt, textAt + size);
    const bytes = codec.deflate(textAt, size, segmentAt);
    if (to + bytes > out.length) throw new Error(`BUG: no room for a segment of ${size} bytes of text`);
    return work.copy(out, to, segmentAt, segmentAt + bytes);
  }

  /** Puts together the new text of the family at list index `i` and its new row lengths; its old text begins at `oldFrom`. */
  private spliceRows(
    job: PackJob,
    { starts, ends, sizes, samples, identities }: Changes,
    i: number,
    oldFrom: number,
    { namesAt, textAt }: Layout,
    newRowBytes: Uint32Array,
  ): { size: number; samples: number } {
    const { codec, work } = this;
    const { rowBytes, slots } = job;
    const hadRows = rowBytes.length > 0;
    const { start: nameStart, end: nameEnd } = nameOf(job, i, namesAt);
    const row = i * BLOCK_SIZE;
    let from = oldFrom;
    let to = textAt;
    let kept = 0; // the slot up to which old rows have been copied
    let delta = 0;
    const keepUpTo = (end: number): void => {
      if (!hadRows) return;
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
    for (let p = 0; p < slots.length; p++) {
      const change = i * slots.length + p;
      const size = sizes[change]!;
      if (size === KEEP) continue;
      const slot = slots[p]!;
      keepUpTo(slot);
      const oldSize = hadRows ? rowBytes[row + slot]! : 0;
      delta += samples[change]! - countLines(work, from, from + oldSize);
      from += oldSize;
      newRowBytes[row + slot] = size;
      kept = slot + 1;
      if (size === 0) continue;
      const identity = identities[p]!;
      codec.expand(starts[change]!, ends[change]!, nameStart, nameEnd, identity.start, identity.end, to);
      to += size;
    }
    keepUpTo(BLOCK_SIZE);
    return { size: to - textAt, samples: delta };
  }

  /** The same where rows come from several blocks, or go to other slots: each is taken from where it was. */
  private orderRows(
    { rowBytes, families, nameEnds, slots }: PackJob,
    order: Uint16Array,
    { starts, ends, sizes, samples, identities }: Changes,
    i: number,
    oldFrom: number,
    { namesAt, textAt }: Layout,
    newRowBytes: Uint32Array,
  ): { size: number; samples: number } {
    const { codec, work } = this;
    const rows = rowBytes.length / families.length;
    const at = rowStarts(rowBytes, i * rows, rows, oldFrom);
    const { start: nameStart, end: nameEnd } = nameOf({ families, nameEnds }, i, namesAt);
    let to = textAt;
    let count = 0;
    let next = 0;
    for (let slot = 0; slot < BLOCK_SIZE; slot++) {
      const change = slots[next] === slot ? i * slots.length + next++ : -1;
      const size = change < 0 ? KEEP : sizes[change]!;
      const begin = to;
      const row = order[slot]!;
      if (size > 0) {
        const identity = identities[next - 1]!;
        codec.expand(starts[change]!, ends[change]!, nameStart, nameEnd, identity.start, identity.end, to);
        to += size;
        count += samples[change]!;
      } else if (size === KEEP && row !== NO_ROW && rows > 0) {
        work.copyWithin(to, at[row]!, at[row + 1]!);
        count += countLines(work, at[row]!, at[row + 1]!);
        to += at[row + 1]! - at[row]!;
      }
      newRowBytes[i * BLOCK_SIZE + slot] = to - begin;
    }
    return { size: to - textAt, samples: count };
  }
}

/** The same numbers in half the memory, from its beginning on. */
function narrowed(words: Uint32Array): Uint16Array {
  const halves = new Uint16Array(words.buffer, words.byteOffset, words.length);
  for (let i = 0; i < halves.length; i++) halves[i] = words[i]!;
  return halves;
}

/** Returns an upper bound for the length of a family's text. */
function maxTextBytes({ families, oldRawBytes, slots }: PackJob, { sizes }: Changes): number {
  let most = 0;
  for (let i = 0; i < families.length; i++) {
    let bytes = oldRawBytes[i]!;
    for (let p = i * slots.length; p < (i + 1) * slots.length; p++) bytes += Math.max(sizes[p]!, 0);
    most = Math.max(most, bytes);
  }
  return most;
}

/** Returns where each old row of a family begins, and where the last one ends. */
function rowStarts(rowBytes: PackJob['rowBytes'], first: number, rows: number, from: number): Uint32Array {
  const starts = new Uint32Array(rows + 1);
  let at = from;
  for (let row = 0; row < rows; row++) {
    starts[row] = at;
    at += rowBytes[first + row]!;
  }
  starts[rows] = at;
  return starts;
}

/** Returns the range of the name of the family at list index `i`. */
function nameOf({ families, nameEnds }: Pick<PackJob, 'families' | 'nameEnds'>, i: number, namesAt: number): ByteRange {
  const family = families[i]!;
  return { start: namesAt + (family === 0 ? 0 : nameEnds[family - 1]!), end: namesAt + nameEnds[family]! };
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
