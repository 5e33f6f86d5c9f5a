import type { RenderedObject } from '../model/rendered-object.ts';
import { HEAD_WORDS, WHOLE, WORDS_PER_ROW } from '../packing/record.ts';

/** Size of a page of records; a larger record has a page of its own. */
const PAGE_BYTES = 256 * 1024;
/** Pages without records that are kept for the next ones: about what the blocks take that a list has filled. */
const SPARE_PAGES = 16;

interface Page {
  readonly number: number;
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  /** Offset of the next record. */
  at: number;
  /** Records that are not freed. */
  live: number;
}

/**
 * Compact rows of a store's changed objects that are not in segments yet: record after record (packing/record.ts) in pages, so
 * that a change costs no allocation. A record is known by a number until it is freed.
 */
export class RecordLog {
  /** By number. */
  private readonly pages: (Page | undefined)[] = [];
  private readonly spare: Page[] = [];
  private readonly nameBytes: ArrayLike<number>;
  private page: Page = this.openPage(PAGE_BYTES);

  /** Of families with names of these lengths. */
  constructor(nameBytes: ArrayLike<number>) {
    this.nameBytes = nameBytes;
  }

  /** Memory that records are kept in. */
  get reservedBytes(): number {
    let bytes = 0;
    for (const page of this.pages) bytes += page?.bytes.length ?? 0;
    return bytes;
  }

  /** Gives back what is only kept for the next records. */
  trim(): void {
    for (const { number } of this.spare.splice(0)) this.pages[number] = undefined;
  }

  /** Adds all rows of an object. */
  addWhole(rows: RenderedObject): number {
    const { ends, sampleEnds, head } = rows;
    const { nameBytes } = this;
    const identityBytes = rows.start - head;
    const end = ends.at(-1) ?? rows.start;
    const page = this.reserve(ends.length, end - head);
    const { words } = page;
    const record = page.at;
    let word = (record >>> 2) + HEAD_WORDS;
    let start = rows.start;
    let samples = 0;
    let count = 0;
    let fullBytes = end - start;
    for (let family = 0; family < ends.length; family++) {
      const rowEnd = ends[family]!;
      if (rowEnd > start) {
        words[word++] = family;
        words[word++] = rowEnd - start;
        const own = sampleEnds[family]! - samples;
        words[word++] = own;
        fullBytes += own * (nameBytes[family]! + identityBytes);
        count++;
      }
      start = rowEnd;
      samples = sampleEnds[family]!;
    }
    rows.bytes.copy(page.bytes, word << 2, head, end);
    return this.finish(page, (WHOLE | count) >>> 0, (word << 2) + end - head, fullBytes, identityBytes);
  }

  /** Adds the rows of the first `count` of these families of an object, given in ascending order. */
  addSome(rows: RenderedObject, families: ArrayLike<number>, count: number): number {
    const { ends, sampleEnds, head, start: identityEnd } = rows;
    const identityBytes = identityEnd - head;
    let size = 0;
    for (let i = 0; i < count; i++) size += ends[families[i]!]! - rowStart(rows, families[i]!);
    let fullBytes = size;
    const page = this.reserve(count, identityBytes + size);
    const { words, bytes } = page;
    let word = (page.at >>> 2) + HEAD_WORDS;
    let at = page.at + 4 * (HEAD_WORDS + WORDS_PER_ROW * count);
    copyBytes(rows.bytes, head, identityEnd, bytes, at);
    at += identityBytes;
    for (let i = 0; i < count; i++) {
      const family = families[i]!;
      const start = rowStart(rows, family);
      const end = ends[family]!;
      words[word++] = family;
      words[word++] = end - start;
      const own = sampleEnds[family]! - (family === 0 ? 0 : sampleEnds[family - 1]!);
      words[word++] = own;
      fullBytes += own * (this.nameBytes[family]! + identityBytes);
      copyBytes(rows.bytes, start, end, bytes, at);
      at += end - start;
    }
    return this.finish(page, count, at, fullBytes, identityBytes);
  }

  /** Length of a record, a multiple of four. */
  size(record: number): number {
    const { words } = this.pageOf(record);
    return words[((record % PAGE_BYTES) >>> 2) + 1]!;
  }

  /** Length of its rows in full. */
  fullSize(record: number): number {
    const { words } = this.pageOf(record);
    return words[((record % PAGE_BYTES) >>> 2) + 2]!;
  }

  /** Copies a record to where it is read, which is a multiple of four; returns its end. */
  copy(record: number, to: Buffer, at: number): number {
    const { bytes } = this.pageOf(record);
    const start = record % PAGE_BYTES;
    return at + bytes.copy(to, at, start, start + this.size(record));
  }

  /** The record is not used again. */
  free(record: number): void {
    const page = this.pageOf(record);
    page.live--;
    if (page.live === 0 && page !== this.page) this.recycle(page);
  }

  private finish(page: Page, head: number, end: number, fullBytes: number, identityBytes: number): number {
    const record = page.at;
    const next = (end + 3) & ~3;
    page.words[record >>> 2] = head;
    page.words[(record >>> 2) + 1] = next - record;
    page.words[(record >>> 2) + 2] = fullBytes;
    page.words[(record >>> 2) + 3] = identityBytes;
    page.at = next;
    page.live++;
    return page.number * PAGE_BYTES + record;
  }

  /** The page that the next record goes to, which needs at most so much room. */
  private reserve(rows: number, bytes: number): Page {
    const size = 4 * (HEAD_WORDS + WORDS_PER_ROW * rows) + bytes + 4;
    const { page } = this;
    if (page.at + size <= page.bytes.length) return page;
    if (page.live === 0) this.recycle(page);
    this.page = this.openPage(size);
    return this.page;
  }

  private openPage(least: number): Page {
    const spare = least <= PAGE_BYTES ? this.spare.pop() : undefined;
    if (spare) return spare;
    const free = this.pages.indexOf(undefined);
    const number = free < 0 ? this.pages.length : free;
    const bytes = Buffer.allocUnsafeSlow(Math.ceil(Math.max(least, PAGE_BYTES) / 4) * 4);
    const page = { number, bytes, words: new Uint32Array(bytes.buffer), at: 0, live: 0 };
    this.pages[number] = page;
    return page;
  }

  private recycle(page: Page): void {
    page.at = 0;
    if (page.bytes.length === PAGE_BYTES && this.spare.length < SPARE_PAGES) this.spare.push(page);
    else this.pages[page.number] = undefined;
  }

  private pageOf(record: number): Page {
    return this.pages[Math.floor(record / PAGE_BYTES)]!;
  }
}

function rowStart(rows: RenderedObject, family: number): number {
  return family === 0 ? rows.start : rows.ends[family - 1]!;
}

/** Short runs are cheaper byte by byte than through a call. */
const SHORT_BYTES = 48;

function copyBytes(from: Buffer, start: number, end: number, to: Buffer, at: number): void {
  if (end - start > SHORT_BYTES) from.copy(to, at, start, end);
  else for (let i = start, k = at; i < end; i++, k++) to[k] = from[i]!;
}
