import { crc32Shift } from '../base/crc32.ts';
import { BLOCK_SIZE, type BlockView } from '../model/view.ts';
import type { ArenaPool, RowArena } from './arena.ts';
import type { Packed, PackJob } from './pack.ts';
import type { Packer } from './packer.ts';
import type { RenderedRows } from './rendered.ts';

const GONE = -1;
/** Bytes at rest that no family uses any more may be so much of those in use before they are given back. */
const WASTE = { raw: 0.5, deflate: 0 } as const;

/** What the blocks of a store keep in common. */
export interface BlockContext {
  readonly families: number;
  readonly pool: ArenaPool;
  /** Bytes of records in all blocks. */
  pendingBytes: number;
}

/**
 * Up to BLOCK_SIZE objects in numbered places. Changed rows wait in an arena until `build` makes new segments of them;
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
  /** Hashes of the rows as they are, pending or at rest: (place × families + family) × 2. */
  private readonly hashes: Uint32Array;
  /** Where the records of changed objects are in the arena. */
  private pending = new Map<number, number>();
  private arena: RowArena | undefined;
  private touched: Uint8Array;
  private building: Promise<void> | undefined;

  constructor(context: BlockContext, group: number, staged: boolean) {
    const { families } = context;
    this.families = families;
    this.context = context;
    this.group = group;
    this.staged = staged;
    this.hashes = new Uint32Array(BLOCK_SIZE * families * 2);
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

  get pendingBytes(): number {
    return this.arena?.at ?? 0;
  }

  /** Families with changes that scrapes do not see yet. */
  get dirtySegments(): number {
    let count = 0;
    for (const touched of this.touched) count += touched;
    return count;
  }

  /** Puts an object into a free place and returns it. `expectedBytes`: how much the block is expected to take in. */
  add(rows: RenderedRows, mark: number, expectedBytes: number): number {
    let place = this.top;
    if (place < BLOCK_SIZE) this.top++;
    else place = this.taken.indexOf(0);
    this.taken[place] = 1;
    this.marks[place] = mark;
    this.live++;
    this.hashAll(place, rows);
    this.arena ??= this.context.pool.take(expectedBytes);
    this.wait(place, this.arena, (arena) => arena.addWhole(rows));
    return place;
  }

  /** Gives an object new rows; returns whether any is other than before. */
  replace(place: number, rows: RenderedRows): boolean {
    const waiting = this.pending.get(place);
    const changed = this.compare(place, rows);
    if (changed.length === 0) return false;
    this.arena ??= this.context.pool.take(0);
    // What waited is superseded as a whole, so that there is one record of each object.
    this.wait(place, this.arena, (arena) =>
      waiting === undefined ? arena.addSome(rows, changed) : arena.addWhole(rows),
    );
    return true;
  }

  remove(place: number): void {
    this.taken[place] = 0;
    this.live--;
    const at = place * this.families;
    for (let family = 0; family < this.families; family++) {
      const i = (at + family) * 2;
      if (this.hashes[i] === 0 && this.hashes[i + 1] === 0) continue;
      this.touched[family] = 1;
      this.hashes[i] = 0;
      this.hashes[i + 1] = 0;
    }
    this.pending.set(place, GONE);
  }

  private wait(place: number, arena: RowArena, add: (arena: RowArena) => number): void {
    const before = arena.at;
    this.pending.set(place, add(arena));
    this.context.pendingBytes += arena.at - before;
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

  private async pack(packer: Packer): Promise<void> {
    let families: Uint16Array = new Uint16Array(0);
    let marks = this.marks;
    const prepare = (): PackJob => {
      const job = this.prepare(packer);
      families = job.families;
      marks = this.marks.slice();
      return job;
    };
    const packed = await packer.pack(prepare, (arena) => this.context.pool.give(arena));
    this.view = mergeView(this.view, families, packed, marks, WASTE[packer.encoding]);
  }

  /** Hands over what is pending. */
  private prepare(packer: Packer): PackJob {
    const { view, pending, arena } = this;
    const families = Uint16Array.from([...this.touched.keys()].filter((f) => this.touched[f] === 1));
    const places = Uint16Array.from(pending.keys()).sort();
    const records = Int32Array.from(places, (place) => pending.get(place)!);
    this.context.pendingBytes -= this.pendingBytes;
    this.pending = new Map();
    this.arena = undefined;
    this.touched = new Uint8Array(this.families);
    const rowBytes =
      view.rowBytes instanceof Uint32Array
        ? new Uint32Array(families.length * BLOCK_SIZE)
        : new Uint16Array(families.length * BLOCK_SIZE);
    families.forEach((family, i) => {
      rowBytes.set(view.rowBytes.subarray(family * BLOCK_SIZE, (family + 1) * BLOCK_SIZE), i * BLOCK_SIZE);
    });
    return {
      encoding: packer.encoding,
      familyCount: this.families,
      families,
      old: joinPieces(view, families),
      oldRawBytes: Uint32Array.from(families, (family) => view.rawBytes[family]!),
      rowBytes,
      arena: arena?.bytes ?? new Uint8Array(0),
      places,
      records,
    };
  }

  /** Of an object in a place where nothing was. */
  private hashAll(place: number, rows: RenderedRows): void {
    const { families, touched } = this;
    this.hashes.set(rows.hashes, place * families * 2);
    let start = rows.start;
    for (let family = 0; family < families; family++) {
      const end = rows.ends[family]!;
      if (end > start) touched[family] = 1;
      start = end;
    }
  }

  /** Takes over the hashes of an object's rows; returns the families whose rows are other than before. */
  private compare(place: number, rows: RenderedRows): readonly number[] {
    const { families, hashes, touched } = this;
    const changed: number[] = [];
    let at = place * families * 2;
    for (let i = 0; i < families * 2; i += 2, at += 2) {
      const a = rows.hashes[i]!;
      const b = rows.hashes[i + 1]!;
      if (hashes[at] === a && hashes[at + 1] === b) continue;
      hashes[at] = a;
      hashes[at + 1] = b;
      touched[i >>> 1] = 1;
      changed.push(i >>> 1);
    }
    return changed;
  }
}

const NOTHING = new Uint8Array(0);

function emptyView(families: number, group: number): BlockView {
  return {
    holders: new Array<Uint8Array>(families).fill(NOTHING),
    starts: new Uint32Array(families),
    ends: new Uint32Array(families),
    rawBytes: new Uint32Array(families),
    crcs: new Uint32Array(families),
    shifts: new Uint32Array(families),
    samples: new Uint32Array(families),
    rowBytes: new Uint16Array(families * BLOCK_SIZE),
    marks: new Uint8Array(BLOCK_SIZE),
    group,
  };
}

/** Copies: the job's bytes are handed to another thread. */
function joinPieces({ holders, starts, ends }: BlockView, families: Uint16Array): Uint8Array {
  let size = 0;
  for (const family of families) size += ends[family]! - starts[family]!;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const family of families) {
    joined.set(holders[family]!.subarray(starts[family]!, ends[family]!), at);
    at += ends[family]! - starts[family]!;
  }
  return joined;
}

function mergeView(old: BlockView, families: Uint16Array, packed: Packed, marks: Uint8Array, waste: number): BlockView {
  const view = {
    holders: old.holders.slice(),
    starts: old.starts.slice(),
    ends: old.ends.slice(),
    rawBytes: old.rawBytes.slice(),
    crcs: old.crcs.slice(),
    shifts: old.shifts.slice(),
    samples: old.samples.slice(),
    rowBytes: packed.rowBytes instanceof Uint32Array ? Uint32Array.from(old.rowBytes) : old.rowBytes.slice(),
    marks,
    group: old.group,
  };
  families.forEach((family, i) => {
    const rawBytes = packed.rawBytes[i]!;
    view.holders[family] = rawBytes > 0 ? packed.bytes : NOTHING;
    view.starts[family] = rawBytes > 0 ? (packed.ends[i - 1] ?? 0) : 0;
    view.ends[family] = rawBytes > 0 ? packed.ends[i]! : 0;
    view.rawBytes[family] = rawBytes;
    view.crcs[family] = packed.crcs[i]!;
    view.shifts[family] = crc32Shift(rawBytes);
    view.samples[family] = view.samples[family]! + packed.samples[i]!;
    view.rowBytes.set(packed.rowBytes.subarray(i * BLOCK_SIZE, (i + 1) * BLOCK_SIZE), family * BLOCK_SIZE);
  });
  return gathered(view, waste);
}

/** The same in one piece of memory, when too much of what its families hold on to is not in use. */
function gathered(view: BlockView, waste: number): BlockView {
  const { holders, starts, ends } = view;
  const distinct = new Set(holders);
  let used = 0;
  let held = 0;
  for (const holder of distinct) held += holder.length;
  for (let i = 0; i < ends.length; i++) used += ends[i]! - starts[i]!;
  if (held <= used * (1 + waste)) return view;
  const bytes = joinPieces(view, Uint16Array.from(holders.keys()));
  let at = 0;
  const newStarts = starts.slice();
  const newEnds = ends.slice();
  for (let i = 0; i < ends.length; i++) {
    newStarts[i] = at;
    at += ends[i]! - starts[i]!;
    newEnds[i] = at;
  }
  return { ...view, holders: holders.map(() => bytes), starts: newStarts, ends: newEnds };
}
