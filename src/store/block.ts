import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import { emptyView, joinPieces, mergeRowBytes, mergeView, NO_COLUMN } from './blockview.ts';
import { mostPackedBytes, type PackJob } from './pack.ts';
import type { JobBuffers, Packer } from './packer.ts';
import type { RecordLog } from './recordlog.ts';
import type { RenderedRows } from './rendered.ts';
import type { Region, Slabs } from './slabs.ts';

const GONE = -1;
/** Columns are added so many at a time. */
const COLUMNS_AT_ONCE = 8;

/** What the blocks of a store keep in common. */
export interface BlockContext {
  readonly families: number;
  readonly log: RecordLog;
  readonly slabs: Slabs;
  /** Bytes of records in all blocks. */
  pendingBytes: number;
}

/**
 * Up to BLOCK_SIZE objects in numbered places. Changed rows wait in a log until `build` makes new segments of them;
 * what a scrape sees is the segments of the last build, all of them at once.
 */
export class Block {
  private readonly families: number;
  /** Which part of a divided scrape all its objects belong to, where blocks are kept apart by part. */
  readonly group: number;
  /** Not shown yet: the objects of a share that is still being read. */
  staged: boolean;
  /** What scrapes see. Replaced as a whole. */
  view: BlockView;
  /** Where the view's bytes are. */
  private region: Region | undefined;
  /** Objects, counting pending changes. */
  live = 0;
  /** Number of the watch that brought the object, and its mark when it was last seen, by place. */
  readonly scopes = new Uint16Array(BLOCK_SIZE);
  readonly seen = new Uint32Array(BLOCK_SIZE);

  private readonly context: BlockContext;
  private readonly taken = new Uint8Array(BLOCK_SIZE);
  private readonly marks = new Uint8Array(BLOCK_SIZE);
  /** Places never used begin here. */
  private top = 0;
  /** A column for each family that had rows so far, -1 for the others: nearly half of a pod's families have none. */
  private columns: Int16Array;
  private columnCount = 0;
  /** Hashes of the rows as they are, pending or at rest: (column × BLOCK_SIZE + place) × 2. */
  private hashes = new Uint32Array(0);
  /** The records of changed objects, by place. */
  private pending = new Map<number, number>();
  /** Memory that they take. */
  pendingBytes = 0;
  private touched: Uint8Array;
  private building: Promise<void> | undefined;

  constructor(context: BlockContext, group: number, staged: boolean) {
    const { families } = context;
    this.families = families;
    this.context = context;
    this.group = group;
    this.staged = staged;
    this.columns = new Int16Array(families).fill(NO_COLUMN);
    this.touched = new Uint8Array(families);
    this.view = emptyView(families, group);
  }

  get full(): boolean {
    return this.live === BLOCK_SIZE;
  }

  /** Whether there are changes that scrapes do not see yet. */
  get dirty(): boolean {
    return this.pending.size > 0 || this.building !== undefined;
  }

  get pendingObjects(): number {
    return this.pending.size;
  }

  /** Families with changes that scrapes do not see yet. */
  get dirtySegments(): number {
    let count = 0;
    for (const touched of this.touched) count += touched;
    return count;
  }

  /** Puts an object into a free place and returns it. */
  add(rows: RenderedRows, mark: number): number {
    let place = this.top;
    if (place < BLOCK_SIZE) this.top++;
    else place = this.taken.indexOf(0);
    this.taken[place] = 1;
    this.marks[place] = mark;
    this.live++;
    this.compare(place, rows);
    this.wait(place, this.context.log.addWhole(rows));
    return place;
  }

  /** Gives an object new rows; returns whether any is other than before. */
  replace(place: number, rows: RenderedRows): boolean {
    const changed = this.compare(place, rows);
    if (changed.length === 0) return false;
    const { log } = this.context;
    // What waited is superseded as a whole, so that there is one record of each object.
    this.wait(place, this.pending.has(place) ? log.addWhole(rows) : log.addSome(rows, changed));
    return true;
  }

  remove(place: number): void {
    this.taken[place] = 0;
    this.live--;
    for (let family = 0; family < this.families; family++) {
      const column = this.columns[family]!;
      if (column === NO_COLUMN) continue;
      const at = (column * BLOCK_SIZE + place) * 2;
      if (this.hashes[at] === 0 && this.hashes[at + 1] === 0) continue;
      this.touched[family] = 1;
      this.hashes[at] = 0;
      this.hashes[at + 1] = 0;
    }
    this.wait(place, GONE);
  }

  private wait(place: number, record: number): void {
    const { log } = this.context;
    const before = this.pending.get(place) ?? GONE;
    if (before !== GONE) {
      this.count(-log.size(before));
      log.free(before);
    }
    if (record !== GONE) this.count(log.size(record));
    this.pending.set(place, record);
  }

  private count(bytes: number): void {
    this.pendingBytes += bytes;
    this.context.pendingBytes += bytes;
  }

  /** Makes segments of what is pending and shows them to scrapes, all at once. One build at a time. */
  async build(packer: Packer): Promise<void> {
    while (this.building) await this.building;
    if (this.pending.size === 0) return;
    this.building = this.pack(packer).finally(() => {
      this.building = undefined;
    });
    await this.building;
  }

  /** Gives back its memory; it is not used again. */
  drop(): void {
    if (this.region) this.context.slabs.retire(this.region);
    this.region = undefined;
  }

  private async pack(packer: Packer): Promise<void> {
    let marks = this.marks;
    const prepare = (buffers: JobBuffers): PackJob => {
      marks = this.marks.slice();
      return this.prepare(packer, buffers);
    };
    await packer.pack(prepare, (packed, job) => {
      const { slabs } = this.context;
      const rowBytes = mergeRowBytes(this.view, this.columns, this.columnCount, job, packed);
      const { view, region } = mergeView({ ...this.view, columns: this.columns, rowBytes, marks }, job, packed, slabs);
      this.drop();
      this.view = view;
      this.region = region;
    });
  }

  /** Hands over what is pending. */
  private prepare(packer: Packer, buffers: JobBuffers): PackJob {
    const { view, pending, pendingBytes: recordBytes } = this;
    const families = Uint16Array.from([...this.touched.keys()].filter((f) => this.touched[f] === 1));
    const places = Uint16Array.from(pending.keys()).sort();
    const records = buffers.records(recordBytes);
    const starts = this.takeRecords(places, records);
    this.pending = new Map();
    this.count(-recordBytes);
    this.touched = new Uint8Array(this.families);
    const rowBytes =
      view.rowBytes instanceof Uint32Array
        ? new Uint32Array(families.length * BLOCK_SIZE)
        : new Uint16Array(families.length * BLOCK_SIZE);
    let oldBytes = 0;
    let rawBytes = 0;
    families.forEach((family, i) => {
      const column = view.columns[family]!;
      if (column !== NO_COLUMN) {
        rowBytes.set(view.rowBytes.subarray(column * BLOCK_SIZE, (column + 1) * BLOCK_SIZE), i * BLOCK_SIZE);
      }
      oldBytes += view.ends[family]! - view.starts[family]!;
      rawBytes += view.rawBytes[family]!;
    });
    const old = buffers.old(oldBytes);
    joinPieces(view, families, old);
    return {
      encoding: packer.encoding,
      familyCount: this.families,
      families,
      old,
      oldBytes,
      oldRawBytes: Uint32Array.from(families, (family) => view.rawBytes[family]!),
      rowBytes,
      places,
      starts,
      records,
      recordBytes,
      out: buffers.out(mostPackedBytes(families.length, rawBytes, recordBytes)),
    };
  }

  /** Moves the records of these places out of the log; returns where they begin. */
  private takeRecords(places: Uint16Array, to: Buffer): Int32Array {
    const { log } = this.context;
    const starts = new Int32Array(places.length).fill(GONE);
    let at = 0;
    places.forEach((place, i) => {
      const record = this.pending.get(place)!;
      if (record === GONE) return;
      starts[i] = at;
      at = log.copy(record, to, at);
      log.free(record);
    });
    return starts;
  }

  /** Takes over the hashes of an object's rows; returns the families whose rows are other than before. */
  private compare(place: number, rows: RenderedRows): readonly number[] {
    const changed: number[] = [];
    for (let family = 0; family < this.families; family++) {
      const a = rows.hashes[2 * family]!;
      const b = rows.hashes[2 * family + 1]!;
      let column = this.columns[family]!;
      if (column === NO_COLUMN) {
        if (a === 0 && b === 0) continue;
        column = this.addColumn(family);
      }
      const { hashes } = this;
      const at = (column * BLOCK_SIZE + place) * 2;
      if (hashes[at] === a && hashes[at + 1] === b) continue;
      hashes[at] = a;
      hashes[at + 1] = b;
      this.touched[family] = 1;
      changed.push(family);
    }
    return changed;
  }

  private addColumn(family: number): number {
    const column = this.columnCount++;
    // Views have the old ones.
    this.columns = this.columns.slice();
    this.columns[family] = column;
    const size = BLOCK_SIZE * 2;
    if (this.hashes.length < this.columnCount * size) {
      const grown = new Uint32Array(Math.min(this.families, column + COLUMNS_AT_ONCE) * size);
      grown.set(this.hashes);
      this.hashes = grown;
    }
    return column;
  }
}
