import type { RenderedObject } from '../model/rendered-object.ts';
import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import type { PackJob } from '../packing/job.ts';
import type { JobBuffers, Packer } from '../packing/packer.ts';
import { jobOf, type RowOrder, type TakenChanges } from './block-job.ts';
import { emptyView, mergeView } from './block-view.ts';
import type { RecordLog } from './record-log.ts';
import { type HashesContext, RowHashes } from './row-hashes.ts';
import type { Region, Slabs } from './slabs.ts';

/** In place of a record: the object is gone; or nothing waits. */
const GONE = -1;
const NONE = -2;

/** State that all blocks of a store share. */
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

/** Result of a build: the view, and the region of its bytes. */
interface Segments {
  readonly view: BlockView;
  readonly region: Region | undefined;
}

/**
 * Up to BLOCK_SIZE objects in numbered slots. Changed rows are pending in a log until `build` packs them into new
 * segments; scrapes see the segments of the last build, all of them at once.
 */
export class Block {
  /** Number of the block in its store. */
  readonly number: number;
  /** Partition of all its objects, if blocks are separated by partition. */
  readonly group: number;
  /** Not shown yet: the objects of a share that is still being read. */
  staged: boolean;
  /** View that scrapes see; replaced as a whole. */
  view: BlockView;
  /** Region of the view's bytes. */
  private region: Region | undefined;
  /** Objects that do not lie beside their kin though there is some in the block. */
  misplaced = 0;
  /** Objects, counting pending changes. */
  live = 0;
  /** What its objects have in common with others, by place (see kin.ts); and how the store knows them. */
  readonly kins = new Int32Array(BLOCK_SIZE);
  readonly ids = new Array<string>(BLOCK_SIZE).fill('');
  /** Its neighbors in the order of its placement. */
  before: Block | undefined;
  after: Block | undefined;
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
  /** It is about to become part of another one, and takes nothing. */
  private closed = false;
  pendingObjects = 0;
  /** Memory that they take, and the length of their rows in full. */
  pendingBytes = 0;
  private pendingText = 0;
  private touched: Uint8Array;
  private building: Promise<void> | undefined;

  constructor(context: BlockContext, number: number, group: number, staged: boolean) {
    const families = context.nameEnds.length;
    this.context = context;
    this.number = number;
    this.group = group;
    this.staged = staged;
    this.hashes = new RowHashes(context.hashes);
    this.touched = new Uint8Array(families);
    this.view = emptyView(families, group);
  }

  get full(): boolean {
    return this.closed || this.live === BLOCK_SIZE;
  }

  /** Whether its objects may be moved to another block now. */
  get settled(): boolean {
    return this.building === undefined && !this.closed;
  }

  /** The places that have an object, ascending. */
  places(): Uint16Array {
    return placesOf(this.taken, (taken) => taken === 1);
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

  /** Whether `test` holds of the kin of any of its objects. */
  has(test: (kin: number) => boolean): boolean {
    const { kins, taken } = this;
    for (let place = 0; place < this.top; place++) if (taken[place] === 1 && test(kins[place]!)) return true;
    return false;
  }

  /** Puts an object into a free place and returns it. */
  add(rows: RenderedObject, id: string, kin: number, mark: number): number {
    let place = this.top;
    if (place < BLOCK_SIZE) this.top++;
    else place = this.taken.indexOf(0);
    if (!this.isKin(place - 1, kin) && !this.isKin(place + 1, kin) && this.has((other) => other === kin))
      this.misplaced++;
    this.taken[place] = 1;
    this.ids[place] = id;
    this.kins[place] = kin;
    this.marks[place] = mark;
    this.live++;
    this.hashes.compare(place, rows, this.touched);
    this.wait(place, this.context.log.addWhole(rows));
    return place;
  }

  /** Gives an object new rows; returns whether any is other than before. */
  replace(place: number, rows: RenderedObject): boolean {
    const count = this.hashes.compare(place, rows, this.touched);
    if (count === 0) return false;
    const { log, hashes } = this.context;
    // The new record replaces a pending one, so that there is one record per object.
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

  private isKin(place: number, kin: number): boolean {
    return this.taken[place] === 1 && this.kins[place] === kin;
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
    const touched = (): Uint16Array => placesOf(this.touched, (value) => value === 1);
    this.show(await this.packed(packer, touched, [this.view], undefined));
  }

  private show({ view, region }: Segments): void {
    this.drop();
    this.view = view;
    this.region = region;
  }

  /** New segments of rows at rest and of what is pending when there is room for the job. */
  private async packed(
    packer: Packer,
    families: () => Uint16Array,
    sources: readonly BlockView[],
    order: RowOrder | undefined,
  ): Promise<Segments> {
    const { context, hashes } = this;
    let marks = this.marks;
    let made: Segments | undefined;
    const prepare = (buffers: JobBuffers): PackJob => {
      marks = this.marks.slice();
      return jobOf(packer, buffers, context, this.takeChanges(buffers, families()), sources, order);
    };
    await packer.pack(prepare, (packed, job) => {
      const parts = { columns: hashes.lend(), count: hashes.count, marks };
      made = mergeView(this.view, parts, job, packed, context.slabs);
    });
    return made!;
  }

  /**
   * Takes over an object of another block of the same store, with its changes that wait; `repack` gives it its rows at rest.
   * Returns its place.
   */
  adopt(from: Block, place: number): number {
    const own = this.top++;
    this.taken[own] = 1;
    this.live++;
    this.ids[own] = from.ids[place]!;
    this.kins[own] = from.kins[place]!;
    this.marks[own] = from.marks[place]!;
    this.scopes[own] = from.scopes[place]!;
    this.seen[own] = from.seen[place]!;
    this.hashes.adopt(own, from.hashes, place);
    const record = from.pending?.[place] ?? NONE;
    if (record === NONE) return own;
    const { log } = this.context;
    from.pending![place] = NONE;
    from.pendingObjects--;
    from.count(-log.size(record), -log.fullSize(record));
    this.wait(own, record);
    return own;
  }

  /** Ends the use of a block whose objects others have adopted; its view stays until it is dropped. */
  retire(): void {
    this.closed = true;
    this.live = 0;
    this.taken.fill(0);
    this.pending = undefined;
    this.pendingObjects = 0;
  }

  /**
   * Makes segments of adopted objects' rows: `order` is where each place had its row in the views of `sources`. Resolves to
   * what shows them, which is for the caller to call, when the others are ready as well.
   */
  repack(packer: Packer, sources: readonly Block[], order: RowOrder): Promise<() => void> {
    const views = sources.map(({ view }) => view);
    const packed = this.packed(packer, () => this.hashes.families(), views, order);
    let end = (): void => {};
    this.building = new Promise<void>((resolve) => {
      end = resolve;
    }).finally(() => {
      this.building = undefined;
    });
    return packed.then((segments) => () => {
      this.show(segments);
      end();
    });
  }

  /** Hands over what is pending, of these families. */
  private takeChanges(buffers: JobBuffers, families: Uint16Array): TakenChanges {
    const { pendingBytes: recordBytes, pendingText: textBytes } = this;
    const pending = this.pending ?? [];
    const places = placesOf(pending, (record) => record !== NONE);
    const records = buffers.records(recordBytes);
    const starts = this.takeRecords(pending, places, records);
    this.pending = undefined;
    this.pendingObjects = 0;
    this.count(-recordBytes, -textBytes);
    this.touched.fill(0);
    return { families, places, starts, records, recordBytes, textBytes };
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

/** Returns the indices of the values that satisfy `is`, ascending. */
function placesOf(values: ArrayLike<number>, is: (value: number) => boolean): Uint16Array {
  const places = new Uint16Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (is(values[i]!)) places[count++] = i;
  return places.slice(0, count);
}
