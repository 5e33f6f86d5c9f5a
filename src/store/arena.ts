import type { RenderedRows } from './rendered.ts';

/** In the first word of a record: the families that it does not list have no rows. Otherwise they are as they were. */
const WHOLE = 0x80000000;
const WORDS_PER_ROW = 3;
/** Arenas beyond so many bytes are not kept for reuse. */
const POOLED_BYTES = 24 * 1024 * 1024;
const SMALLEST_BYTES = 4 * 1024;

/**
 * Rows of changed objects that are not in segments yet, record after record in one piece of memory, so that a change costs
 * no allocation and the lot can be handed to another thread. A record: the number of rows (and WHOLE), then of each row its
 * family, its length and its samples, all as native 32-bit words; then the rows' bytes. Records begin at multiples of four.
 */
export class RowArena {
  bytes: Buffer;
  private words: Uint32Array;
  /** Where the next record begins. */
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.words = new Uint32Array(bytes.buffer);
  }

  /** Adds all rows of an object; returns where the record begins. */
  addWhole(rows: RenderedRows): number {
    const { ends, sampleEnds } = rows;
    const size = (ends.at(-1) ?? rows.start) - rows.start;
    const record = this.reserve(ends.length, size);
    let word = (record >>> 2) + 1;
    let start = rows.start;
    let samples = 0;
    let count = 0;
    for (let family = 0; family < ends.length; family++) {
      const end = ends[family]!;
      if (end > start) {
        this.words[word++] = family;
        this.words[word++] = end - start;
        this.words[word++] = sampleEnds[family]! - samples;
        count++;
      }
      start = end;
      samples = sampleEnds[family]!;
    }
    this.words[record >>> 2] = (WHOLE | count) >>> 0;
    copyBytes(rows.bytes, rows.start, start, this.bytes, word << 2);
    this.at = aligned((word << 2) + size);
    return record;
  }

  /** Adds the rows of some families of an object, given in ascending order; returns where the record begins. */
  addSome(rows: RenderedRows, families: readonly number[]): number {
    const { ends, sampleEnds } = rows;
    let size = 0;
    for (const family of families) size += ends[family]! - rowStart(rows, family);
    const record = this.reserve(families.length, size);
    let word = (record >>> 2) + 1;
    this.words[record >>> 2] = families.length;
    let at = record + 4 * (1 + WORDS_PER_ROW * families.length);
    for (const family of families) {
      const start = rowStart(rows, family);
      const end = ends[family]!;
      this.words[word++] = family;
      this.words[word++] = end - start;
      this.words[word++] = sampleEnds[family]! - (family === 0 ? 0 : sampleEnds[family - 1]!);
      copyBytes(rows.bytes, start, end, this.bytes, at);
      at += end - start;
    }
    this.at = aligned(at);
    return record;
  }

  private reserve(rows: number, bytes: number): number {
    const end = this.at + 4 * (1 + WORDS_PER_ROW * rows) + bytes + 4;
    if (end > this.bytes.length) {
      const grown = sharedBuffer(powerOfTwo(end));
      this.bytes.copy(grown, 0, 0, this.at);
      this.bytes = grown;
      this.words = new Uint32Array(grown.buffer);
    }
    return this.at;
  }
}

/** What a record says of a family, as `readRecord` reports it. */
export type OnRow = (family: number, start: number, end: number, samples: number) => void;

/** Reads the record at `at`; returns whether families that it does not list have no rows. */
export function readRecord(words: Uint32Array, at: number, onRow: OnRow): boolean {
  const head = words[at >>> 2]!;
  const count = head & ~WHOLE;
  let word = (at >>> 2) + 1;
  let start = at + 4 * (1 + WORDS_PER_ROW * count);
  for (let i = 0; i < count; i++, word += WORDS_PER_ROW) {
    const end = start + words[word + 1]!;
    onRow(words[word]!, start, end, words[word + 2]!);
    start = end;
  }
  return (head & WHOLE) !== 0;
}

/** Arenas that are not in use. */
export class ArenaPool {
  private free: Buffer[] = [];
  private bytes = 0;

  /** An arena of at least this size. */
  take(bytes: number): RowArena {
    const at = this.free.findIndex((b) => b.length >= bytes && b.length <= Math.max(bytes, SMALLEST_BYTES) * 8);
    if (at < 0) return new RowArena(sharedBuffer(powerOfTwo(Math.max(bytes, SMALLEST_BYTES))));
    const [found] = this.free.splice(at, 1);
    this.bytes -= found!.length;
    return new RowArena(found!);
  }

  /** Takes memory back that nobody reads any more. */
  give(bytes: Buffer): void {
    if (bytes.length === 0 || this.bytes + bytes.length > POOLED_BYTES) return;
    this.free.push(bytes);
    this.bytes += bytes.length;
  }
}

function rowStart(rows: RenderedRows, family: number): number {
  return family === 0 ? rows.start : rows.ends[family - 1]!;
}

/** Short runs are cheaper byte by byte than through a call. */
const SHORT_BYTES = 48;

function copyBytes(from: Buffer, start: number, end: number, to: Buffer, at: number): void {
  if (end - start > SHORT_BYTES) from.copy(to, at, start, end);
  else for (let i = start, k = at; i < end; i++, k++) to[k] = from[i]!;
}

/** Shared, so that another thread can read it without a copy. */
export function sharedBuffer(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}

function aligned(at: number): number {
  return (at + 3) & ~3;
}

function powerOfTwo(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
