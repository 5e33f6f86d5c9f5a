import { BLOCK_SIZE, type Encoding } from '../model/view.ts';
import { readRecord } from './arena.ts';
import { decodePieces, encodeText } from './codec.ts';

/** The families of a block in which rows changed, and the changes: all that is needed to make new segments of them. */
export interface PackJob {
  readonly encoding: Encoding;
  /** How many families the resource has. */
  readonly familyCount: number;
  /** The families that changed, ascending. The arrays below are by their place in this list. */
  readonly families: Uint16Array;
  /** The old segments of these families at rest, end to end, and the length of each one's text. */
  readonly old: Uint8Array;
  readonly oldRawBytes: Uint32Array;
  /** Length of each old row: list place × BLOCK_SIZE + object's place. */
  readonly rowBytes: Uint16Array | Uint32Array;
  /** The records of changed objects (see RowArena): by ascending place, -1 where the object is gone. */
  readonly arena: Uint8Array;
  readonly places: Uint16Array;
  readonly records: Int32Array;
}

/** New segments, by place in the job's list of families. */
export interface Packed {
  /** Segments end to end; that of `i` ends at `ends[i]`. */
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly rawBytes: Uint32Array;
  readonly crcs: Uint32Array;
  readonly rowBytes: Uint16Array | Uint32Array;
  /** By how much the number of samples has changed. */
  readonly samples: Int32Array;
}

const NEWLINE = 0x0a;
/** A changed object that says nothing of a family: its row stays. */
const KEEP = -1;

/** Puts changed rows into segments. Pure; the result shares no bytes with the job. */
export function packBlock(job: PackJob): Packed {
  const { families, rowBytes, oldRawBytes, encoding } = job;
  const count = families.length;
  const changes = readChanges(job);
  const text = decodePieces(job.old, sum(oldRawBytes), encoding);
  const packed = {
    ends: new Uint32Array(count),
    rawBytes: new Uint32Array(count),
    crcs: new Uint32Array(count),
    rowBytes: new Uint32Array(count * BLOCK_SIZE),
    samples: new Int32Array(count),
  };
  // Once wide, always wide.
  const widest = rowBytes instanceof Uint32Array ? 0x10000 : largest(changes.sizes);
  const coded: Uint8Array[] = [];
  let textStart = 0;
  let size = 0;
  for (let i = 0; i < count; i++) {
    const out = spliceRows(job, changes, i, text, textStart, packed.rowBytes);
    textStart += oldRawBytes[i]!;
    packed.rawBytes[i] = out.size;
    packed.samples[i] = out.samples;
    if (out.size > 0) {
      const { bytes, crc } = encodeText(out.text.subarray(0, out.size), encoding);
      // Raw text lies in the scratch buffer, which the next family overwrites.
      coded.push(encoding === 'raw' ? bytes.slice() : bytes);
      size += bytes.length;
      packed.crcs[i] = crc;
    }
    packed.ends[i] = size;
  }
  return {
    ...packed,
    bytes: concat(coded, size),
    // Half the memory where it is enough, which it nearly always is.
    rowBytes: widest > 0xffff ? packed.rowBytes : Uint16Array.from(packed.rowBytes),
  };
}

interface Changes {
  /** List place × places + index of the place. */
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  readonly samples: Int32Array;
}

function readChanges({ familyCount, families, arena, places, records }: PackJob): Changes {
  const lists = new Int16Array(familyCount).fill(-1);
  families.forEach((family, i) => {
    lists[family] = i;
  });
  const starts = new Int32Array(families.length * places.length);
  const sizes = new Int32Array(starts.length);
  const samples = new Int32Array(starts.length);
  const words = new Uint32Array(arena.buffer, arena.byteOffset, arena.length >>> 2);
  for (let p = 0; p < places.length; p++) {
    const record = records[p]!;
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

let scratch: Uint8Array = new Uint8Array(256 * 1024);

/** The new text of the family at list place `i`, in the scratch buffer until the next call, and its new row lengths. */
function spliceRows(
  { rowBytes, places, arena, oldRawBytes }: PackJob,
  { starts, sizes, samples }: Changes,
  i: number,
  text: Uint8Array,
  textStart: number,
  newRowBytes: Uint32Array,
): { text: Uint8Array; size: number; samples: number } {
  const row = i * BLOCK_SIZE;
  let most = oldRawBytes[i]!;
  for (let p = 0; p < places.length; p++) most += Math.max(sizes[i * places.length + p]!, 0);
  if (scratch.length < most) scratch = new Uint8Array(most * 2);
  let from = textStart;
  let to = 0;
  let kept = 0; // the place up to which old rows have been copied
  let delta = 0;
  const keepUpTo = (end: number): void => {
    const start = from;
    for (; kept < end; kept++) {
      const size = rowBytes[row + kept]!;
      newRowBytes[row + kept] = size;
      from += size;
    }
    if (from > start) {
      scratch.set(text.subarray(start, from), to);
      to += from - start;
    }
  };
  for (let p = 0; p < places.length; p++) {
    const change = i * places.length + p;
    const size = sizes[change]!;
    if (size === KEEP) continue;
    const place = places[p]!;
    keepUpTo(place);
    const oldSize = rowBytes[row + place]!;
    delta += samples[change]! - countLines(text, from, from + oldSize);
    from += oldSize;
    newRowBytes[row + place] = size;
    kept = place + 1;
    if (size === 0) continue;
    scratch.set(arena.subarray(starts[change]!, starts[change]! + size), to);
    to += size;
  }
  keepUpTo(BLOCK_SIZE);
  return { text: scratch, size: to, samples: delta };
}

function countLines(text: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let i = start; i < end; i++) if (text[i] === NEWLINE) lines++;
  return lines;
}

function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
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
