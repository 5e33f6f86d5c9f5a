import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import { emptyView, joinPieces, mergeRowBytes, mergeView, NO_COLUMN } from './blockview.ts';
import { mostPackedBytes } from './pack.ts';
import type { JobBuffers, Packer } from './packer.ts';
import type { PackJob } from './packjob.ts';
import type { RecordLog } from './recordlog.ts';
import type { RenderedRows } from './rendered.ts';
import { type HashesContext, RowHashes } from './rowhashes.ts';
import type { Region, Slabs } from './slabs.ts';

/** In place of a record: the object is gone; or nothing waits. */
const GONE = -1;
const NONE = -2;

/** What the blocks of a store keep in common. */
export interface BlockContext {
  /** Names of the families end to end, and where each ends. */
  readonly names: Uint8Array;
  readonly nameEnds: Uint32Array;
  readonly hashes: HashesContext;
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
  private readonly hashes: RowHashes;
  /** The records of changed objects, by place; undefined while there are none. */
  private pending: number[] | undefined;
  pendingObjects = 0;
  /** Memory that they take, and the length of their rows in full. */
  pendingBytes = 0;
  private pendingText = 0;
  private touched: Uint8Array;
  private building: Promise<void> | undefined;

  constructor(context: BlockContext, group: number, staged: boolean) {
    const families = context.nameEnds.length;
    this.context = context;
    this.group = group;
    this.staged = staged;
    this.hashes = new RowHashes(context.hashes);
    this.touched = new Uint8Array(families);
    this.view = emptyView(families, group);
  }

  get full(): boolean {
    return this.live === BLOCK_SIZE;
  }

  /** Whether there are changes that scrapes do not see yet. */
  get dirty(): boolean {
    return this.pendingObjects > 0 || this.building !== undefined;
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
    this.hashes.compare(place, rows, this.touched);
    this.wait(place, this.context.log.addWhole(rows));
    return place;
  }

  /** Gives an object new rows; returns whether any is other than before. */
  replace(place: number, rows: RenderedRows): boolean {
    const count = this.hashes.compare(place, rows, this.touched);
    if (count === 0) return false;
    const { log, hashes } = this.context;
    // What waited is superseded as a whole, so that there is one record of each object.
    const waits = (this.pending?.[place] ?? NONE) !== NONE;
    this.wait(place, waits ? log.addWhole(rows) : log.addSome(rows, hashes.changed, count));
    return true;
  }

  remove(place: number): void {
    this.taken[place] = 0;
    this.live--;
    this.hashes.clear(place, this.touched);
    this.wait(place, GONE);
  }

  private wait(place: number, record: number): void {
    const { log } = this.context;
    this.pending ??= new Array<number>(BLOCK_SIZE).fill(NONE);
    const before = this.pending[place]!;
    if (before === NONE) this.pendingObjects++;
    else if (before !== GONE) {
      this.count(-log.size(before), -log.fullSize(before));
      log.free(before);
    }
    if (record !== GONE) this.count(log.size(record), log.fullSize(record));
    this.pending[place] = record;
  }

  private count(bytes: number, text: number): void {
    this.pendingBytes += bytes;
    this.pendingText += text;
    this.context.pendingBytes += bytes;
  }

  /** Makes segments of what is pending and shows them to scrapes, all at once. One build at a time. */
  async build(packer: Packer): Promise<void> {
    while (this.building) await this.building;
    if (this.pendingObjects === 0) return;
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
      const columns = this.hashes.lend();
      const rowBytes = mergeRowBytes(this.view, columns, this.hashes.count, job, packed);
      const { view, region } = mergeView({ ...this.view, columns, rowBytes, marks }, job, packed, slabs);
      this.drop();
      this.view = view;
      this.region = region;
    });
  }

  /** Hands over what is pending. */
  private prepare(packer: Packer, buffers: JobBuffers): PackJob {
    const { view, pendingBytes: recordBytes, pendingText } = this;
    const { names, nameEnds } = this.context;
    const families = placesOf(this.touched, (touched) => touched === 1);
    const pending = this.pending ?? [];
    const places = placesOf(pending, (record) => record !== NONE);
    const records = buffers.records(recordBytes);
    const starts = this.takeRecords(pending, places, records);
    this.pending = undefined;
    this.pendingObjects = 0;
    this.count(-recordBytes, -pendingText);
    this.touched.fill(0);
    // A block that had nothing has no rows to tell of.
    const rowBytes = new (view.rowBytes instanceof Uint32Array ? Uint32Array : Uint16Array)(
      view.rowBytes.length > 0 ? families.length * BLOCK_SIZE : 0,
    );
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
      names,
      nameEnds,
      families,
      old,
      oldBytes,
      oldRawBytes: Uint32Array.from(families, (family) => view.rawBytes[family]!),
      rowBytes,
      places,
      starts,
      records,
      recordBytes,
      out: buffers.out(mostPackedBytes(families.length, rawBytes + pendingText)),
    };
  }

  /** Moves the records of these places out of the log; returns where they begin. */
  private takeRecords(pending: readonly number[], places: Uint16Array, to: Buffer): Int32Array {
    const { log } = this.context;
    const starts = new Int32Array(places.length).fill(GONE);
    let at = 0;
    places.forEach((place, i) => {
      const record = pending[place]!;
      if (record === GONE) return;
      starts[i] = at;
      at = log.copy(record, to, at);
      log.free(record);
    });
    return starts;
  }
}

/** Where `values` has those that `is` holds of, ascending. */
function placesOf(values: ArrayLike<number>, is: (value: number) => boolean): Uint16Array {
  const places = new Uint16Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (is(values[i]!)) places[count++] = i;
  return places.slice(0, count);
}
