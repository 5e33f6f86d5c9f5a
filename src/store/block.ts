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
  readonly partition: number;
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
  /** What its objects have in common with others, by slot (see kin.ts); and how the store knows them. */
  readonly kins = new Int32Array(BLOCK_SIZE);
  readonly ids = new Array<string>(BLOCK_SIZE).fill('');
  /** Its neighbors in the order of its placement. */
  before: Block | undefined;
  after: Block | undefined;
  /** Number of the watch that brought the object, and its mark when it was last seen, by slot. */
  readonly scopes = new Uint16Array(BLOCK_SIZE);
  readonly seen = new Uint32Array(BLOCK_SIZE);

  private readonly context: BlockContext;
  private readonly taken = new Uint8Array(BLOCK_SIZE);
  private readonly partitionHashes = new Uint8Array(BLOCK_SIZE);
  /** Places never used begin here. */
  private top = 0;
  private readonly hashes: RowHashes;
  /** The records of changed objects, by slot; undefined while there are none. */
  private pending: number[] | undefined;
  /** It is about to become part of another one, and takes nothing. */
  private closed = false;
  pendingObjects = 0;
  /** Memory that they take, and the length of their rows in full. */
  pendingBytes = 0;
  private pendingText = 0;
  private touched: Uint8Array;
  private building: Promise<void> | undefined;

  constructor(context: BlockContext, number: number, partition: number, staged: boolean) {
    const families = context.nameEnds.length;
    this.context = context;
    this.number = number;
    this.partition = partition;
    this.staged = staged;
    this.hashes = new RowHashes(context.hashes);
    this.touched = new Uint8Array(families);
    this.view = emptyView(families, partition);
  }

  get full(): boolean {
    return this.closed || this.live === BLOCK_SIZE;
  }

  /** Whether its objects may be moved to another block now. */
  get settled(): boolean {
    return this.building === undefined && !this.closed;
  }

  /** The slots that have an object, ascending. */
  slots(): Uint16Array {
    return slotsOf(this.taken, (taken) => taken === 1);
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
    for (let slot = 0; slot < this.top; slot++) if (taken[slot] === 1 && test(kins[slot]!)) return true;
    return false;
  }

  /** Puts an object into a free slot and returns it. */
  add(rows: RenderedObject, id: string, kin: number, partitionHash: number): number {
    let slot = this.top;
    if (slot < BLOCK_SIZE) this.top++;
    else slot = this.taken.indexOf(0);
    if (!this.isKin(slot - 1, kin) && !this.isKin(slot + 1, kin) && this.has((other) => other === kin))
      this.misplaced++;
    this.taken[slot] = 1;
    this.ids[slot] = id;
    this.kins[slot] = kin;
    this.partitionHashes[slot] = partitionHash;
    this.live++;
    this.hashes.compare(slot, rows, this.touched);
    this.wait(slot, this.context.log.addWhole(rows));
    return slot;
  }

  /** Gives an object new rows; returns whether any is other than before. */
  replace(slot: number, rows: RenderedObject): boolean {
    const count = this.hashes.compare(slot, rows, this.touched);
    if (count === 0) return false;
    const { log, hashes } = this.context;
    // The new record replaces a pending one, so that there is one record per object.
    const waits = (this.pending?.[slot] ?? NONE) !== NONE;
    this.wait(slot, waits ? log.addWhole(rows) : log.addSome(rows, hashes.changed, count));
    return true;
  }

  remove(slot: number): void {
    this.taken[slot] = 0;
    this.live--;
    this.hashes.clear(slot, this.touched);
    this.wait(slot, GONE);
  }

  private isKin(slot: number, kin: number): boolean {
    return this.taken[slot] === 1 && this.kins[slot] === kin;
  }

  private wait(slot: number, record: number): void {
    const { log } = this.context;
    this.pending ??= new Array<number>(BLOCK_SIZE).fill(NONE);
    const before = this.pending[slot]!;
    if (before === NONE) this.pendingObjects++;
    else if (before !== GONE) {
      this.count(-log.size(before), -log.fullSize(before));
      log.free(before);
    }
    if (record !== GONE) this.count(log.size(record), log.fullSize(record));
    this.pending[slot] = record;
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
    const touched = (): Uint16Array => slotsOf(this.touched, (value) => value === 1);
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
    let partitionHashes = this.partitionHashes;
    let made: Segments | undefined;
    const prepare = (buffers: JobBuffers): PackJob => {
      partitionHashes = this.partitionHashes.slice();
      return jobOf(packer, buffers, context, this.takeChanges(buffers, families()), sources, order);
    };
    await packer.pack(prepare, (packed, job) => {
      const partitions = { columns: hashes.lend(), count: hashes.count, partitionHashes };
      made = mergeView(this.view, partitions, job, packed, context.slabs);
    });
    return made!;
  }

  /**
   * Takes over an object of another block of the same store, with its changes that wait; `repack` gives it its rows at rest.
   * Returns its slot.
   */
  adopt(from: Block, slot: number): number {
    const own = this.top++;
    this.taken[own] = 1;
    this.live++;
    this.ids[own] = from.ids[slot]!;
    this.kins[own] = from.kins[slot]!;
    this.partitionHashes[own] = from.partitionHashes[slot]!;
    this.scopes[own] = from.scopes[slot]!;
    this.seen[own] = from.seen[slot]!;
    this.hashes.adopt(own, from.hashes, slot);
    const record = from.pending?.[slot] ?? NONE;
    if (record === NONE) return own;
    const { log } = this.context;
    from.pending![slot] = NONE;
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
   * Makes segments of adopted objects' rows: `order` is where each slot had its row in the views of `sources`. Resolves to
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
    const slots = slotsOf(pending, (record) => record !== NONE);
    const records = buffers.records(recordBytes);
    const starts = this.takeRecords(pending, slots, records);
    this.pending = undefined;
    this.pendingObjects = 0;
    this.count(-recordBytes, -textBytes);
    this.touched.fill(0);
    return { families, slots, starts, records, recordBytes, textBytes };
  }

  /** Moves the records of these slots out of the log; returns where they begin. */
  private takeRecords(pending: readonly number[], slots: Uint16Array, to: Buffer): Int32Array {
    const { log } = this.context;
    const starts = new Int32Array(slots.length).fill(GONE);
    let at = 0;
    slots.forEach((slot, i) => {
      const record = pending[slot]!;
      if (record === GONE) return;
      starts[i] = at;
      at = log.copy(record, to, at);
      log.free(record);
    });
    return starts;
  }
}

/** Returns the indices of the values that satisfy `is`, ascending. */
function slotsOf(values: ArrayLike<number>, is: (value: number) => boolean): Uint16Array {
  const slots = new Uint16Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (is(values[i]!)) slots[count++] = i;
  return slots.slice(0, count);
}
