import type { BlockView, Segment } from '../model/view.ts';

/** Objects in a block. 128 to 256 is where compression ratio and the cost of a change balance (design D3). */
export const BLOCK_SIZE = 256;

/** The rows of one object, family after family: those of family `i` are `bytes[ends[i - 1] ?? 0, ends[i])`. */
export interface ObjectRows {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

/**
 * Up to BLOCK_SIZE objects in numbered places. Changes wait in `pending` until `build` makes new segments of them; what a
 * scrape sees is the segments of the last build, all of them at once.
 */
export class Block {
  readonly families: number;
  /** What scrapes see. Replaced as a whole. */
  view: BlockView;
  /** Objects by place: whether one is there, counting pending changes. */
  private readonly taken = new Uint8Array(BLOCK_SIZE);
  live = 0;
  /** Places never used begin here. */
  private top = 0;
  /** Rows that are not in segments yet; null: the object is gone. */
  private pending = new Map<number, ObjectRows | null>();
  pendingBytes = 0;
  /** Length of each row in the segments: place × families + family. Widened when a row is over 64 KiB. */
  private lengths: Uint16Array | Uint32Array;

  constructor(families: number) {
    this.families = families;
    this.view = new Array<Segment | undefined>(families).fill(undefined);
    this.lengths = new Uint16Array(BLOCK_SIZE * families);
  }

  get full(): boolean {
    return this.live === BLOCK_SIZE;
  }

  get dirty(): boolean {
    return this.pending.size > 0;
  }

  get pendingObjects(): number {
    return this.pending.size;
  }

  /** Puts an object into a free place and returns it. The rows are the block's from here on. */
  add(rows: ObjectRows): number {
    let place = this.top;
    if (place < BLOCK_SIZE) this.top++;
    else place = this.taken.indexOf(0);
    this.taken[place] = 1;
    this.live++;
    this.put(place, rows);
    return place;
  }

  replace(place: number, rows: ObjectRows): void {
    this.put(place, rows);
  }

  remove(place: number): void {
    this.taken[place] = 0;
    this.live--;
    this.put(place, null);
  }

  private put(place: number, rows: ObjectRows | null): void {
    this.pendingBytes += (rows?.bytes.length ?? 0) - (this.pending.get(place)?.bytes.length ?? 0);
    this.pending.set(place, rows);
  }

  /** Makes segments of what is pending and shows them to scrapes. */
  build(): void {
    if (!this.dirty) return;
    const { pending } = this;
    this.pending = new Map();
    this.pendingBytes = 0;
    this.widenFor(pending);
    const places = [...pending.keys()].sort((a, b) => a - b);
    this.view = this.view.map((old, family) => this.splice(old, family, places, pending));
  }

  /** The new segment of a family, or the old one where nothing changed in it. Updates the row lengths. */
  private splice(
    old: Segment | undefined,
    family: number,
    places: readonly number[],
    pending: ReadonlyMap<number, ObjectRows | null>,
  ): Segment | undefined {
    if (!this.changes(old, family, places, pending)) return old;
    const { lengths, families } = this;
    let rawBytes = old?.rawBytes ?? 0;
    for (const place of places) rawBytes += rowLength(pending.get(place), family) - lengths[place * families + family]!;
    const bytes = Buffer.allocUnsafeSlow(rawBytes);
    let from = 0; // in the old text
    let to = 0;
    let kept = 0; // the place up to which old rows have been copied
    const keep = (end: number): void => {
      let size = 0;
      for (; kept < end; kept++) size += lengths[kept * families + family]!;
      if (size > 0) old!.bytes.copy(bytes, to, from, from + size);
      from += size;
      to += size;
    };
    for (const place of places) {
      keep(place);
      const rows = pending.get(place);
      const size = rowLength(rows, family);
      if (size > 0) {
        const start = rows!.ends[family - 1] ?? 0;
        rows!.bytes.copy(bytes, to, start, start + size);
      }
      from += lengths[place * families + family]!;
      lengths[place * families + family] = size;
      to += size;
      kept = place + 1;
    }
    keep(BLOCK_SIZE);
    return rawBytes > 0 ? { bytes, rawBytes } : undefined;
  }

  /** Whether any of the changed objects has other rows in a family than before: most changes touch a few families. */
  private changes(
    old: Segment | undefined,
    family: number,
    places: readonly number[],
    pending: ReadonlyMap<number, ObjectRows | null>,
  ): boolean {
    const { lengths, families } = this;
    for (const place of places) {
      if (rowLength(pending.get(place), family) !== lengths[place * families + family]) return true;
    }
    let from = 0;
    let passed = 0;
    for (const place of places) {
      for (; passed < place; passed++) from += lengths[passed * families + family]!;
      const rows = pending.get(place);
      const size = rowLength(rows, family);
      if (size === 0) continue;
      const start = rows!.ends[family - 1] ?? 0;
      if (old!.bytes.compare(rows!.bytes, start, start + size, from, from + size) !== 0) return true;
    }
    return false;
  }

  private widenFor(pending: ReadonlyMap<number, ObjectRows | null>): void {
    if (this.lengths instanceof Uint32Array) return;
    for (const rows of pending.values()) {
      if (rows && rows.bytes.length > 0xffff) {
        this.lengths = Uint32Array.from(this.lengths);
        return;
      }
    }
  }
}

function rowLength(rows: ObjectRows | null | undefined, family: number): number {
  return rows ? rows.ends[family]! - (rows.ends[family - 1] ?? 0) : 0;
}
