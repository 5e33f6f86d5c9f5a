import type { RenderedObject } from '../model/rendered-object.ts';
import { BLOCK_SIZE, type BlockView, type FamilyView, type OpenView, type ResourceSizes } from '../model/view.ts';
import { NO_ROW } from '../packing/job.ts';
import type { Packer } from '../packing/packer.ts';
import { Block, type BlockContext } from './block.ts';
import type { RowOrder } from './block-job.ts';
import { partitionHash } from './partition-hash.ts';
import { Placement } from './placement.ts';
import { RecordLog } from './record-log.ts';
import { runsByKin, type SlotRef, untidyBlocks } from './repack.ts';
import { hashesContext } from './row-hashes.ts';
import { Slabs } from './slabs.ts';

/** The objects of one scope of a resource (the whole cluster, or one namespace), as a list of it brings them. */
export interface Scope {
  mark(): void;
  /** Removes the scope's objects that were not upserted since `mark`; returns their ids. */
  sweep(): readonly string[];
  /** New objects are kept beside their kin (see kin.ts). `staged`: one that is new is not shown before `publish`. */
  upsert(id: string, rows: RenderedObject, kin?: number, staged?: boolean): void;
  delete(id: string): void;
}

/** Options that the stores of all resources share. */
export interface StoreOptions {
  readonly packer: Packer;
  /** Objects of different partitions rest in different blocks up to this many partitions; a power of two. */
  readonly partitions: number;
}

/**
 * The rows of all objects of a resource, in blocks. Objects have a permanent id. A list marks and sweeps: old rows are
 * served until the list is complete, then objects that it did not bring are removed.
 */
export class ResourceStore {
  private readonly plural: string;
  private readonly families: readonly FamilyView[];
  private readonly options: StoreOptions;
  /** Place of each object: number of its block × BLOCK_SIZE + index. */
  private readonly entries = new Map<string, number>();
  /** By number; numbers of blocks that went are used again. */
  private readonly blocks: (Block | undefined)[] = [];
  private readonly freeNumbers: number[] = [];
  private readonly dirty = new Set<number>();
  /** Blocks for new objects: first those of the visible partitions, then those of the staged ones. */
  private readonly placements: readonly Placement[];
  private readonly slabs = new Slabs();
  private readonly log: RecordLog;
  private readonly context: BlockContext;
  private scopes = 0;
  /** Objects that came and went; and how many had when nothing was found to be tidied, a little and thoroughly. */
  private moves = 0;
  private readonly tidyAt = [0, 0];
  /** Builds under way of blocks that a list has filled. */
  readonly filled = new Set<Promise<void>>();

  constructor(plural: string, families: readonly FamilyView[], options: StoreOptions) {
    this.plural = plural;
    this.families = families;
    this.options = options;
    const names = families.map(({ name }) => Buffer.from(name, 'latin1'));
    this.log = new RecordLog(names.map(({ length }) => length));
    const hashes = hashesContext(families.length);
    this.context = { ...joined(names), hashes, log: this.log, slabs: this.slabs, pendingBytes: 0 };
    this.placements = Array.from(
      { length: options.partitions * 2 },
      (_, index) => new Placement(() => this.openBlock(index)),
    );
  }

  /** Objects, those that are staged included. */
  get size(): number {
    return this.entries.size;
  }

  /** Objects, those that are staged not among them. */
  get objects(): number {
    let staged = 0;
    for (const block of this.blocks) if (block?.staged) staged += block.live;
    return this.entries.size - staged;
  }

  /** Memory that waits for a flush. */
  get pendingBytes(): number {
    return this.context.pendingBytes;
  }

  /** Number of segments that a flush would pack again. */
  get dirtySegments(): number {
    let count = 0;
    for (const number of this.dirty) count += this.blocks[number]!.dirtySegments;
    return count;
  }

  /** Opens a scope: what one reflector brings. */
  scope(): Scope {
    const scope = this.scopes++;
    let mark = 0;
    return {
      mark: () => {
        mark++;
      },
      sweep: () => {
        const swept: string[] = [];
        for (const [id, handle] of this.entries) {
          const block = this.blockOf(handle);
          const slot = handle % BLOCK_SIZE;
          if (block.scopes[slot] !== scope || block.seen[slot] === mark) continue;
          this.drop(id, handle);
          swept.push(id);
        }
        return swept;
      },
      upsert: (id, rows, kin = 0, staged = false) => this.upsert(id, rows, kin, { scope, mark, staged }),
      delete: (id) => this.remove(id),
    };
  }

  /** Removes an object, whichever scope brought it. */
  remove(id: string): void {
    const handle = this.entries.get(id);
    if (handle !== undefined) this.drop(id, handle);
  }

  /**
   * Removes the objects whose ids `keeps` does not let pass; returns those. `breathe` is asked every now and then: undefined,
   * or what to wait for before going on.
   */
  async retain(keeps: (id: string) => boolean, breathe: () => Promise<void> | undefined): Promise<readonly string[]> {
    const dropped: string[] = [];
    let looked = 0;
    for (const id of this.entries.keys()) {
      if (++looked % BLOCK_SIZE === 0) await breathe();
      const handle = this.entries.get(id);
      if (keeps(id) || handle === undefined) continue;
      this.drop(id, handle);
      dropped.push(id);
    }
    return dropped;
  }

  /** Shows what is staged, all at once; what of it has not been flushed follows with the next flush. */
  publish(): void {
    const { partitions } = this.options;
    for (let partition = 0; partition < partitions; partition++)
      this.placements[partition]!.takeAll(this.placements[partition + partitions]!);
    for (const block of this.blocks) if (block) block.staged = false;
  }

  /** Makes all changes so far visible to scrapes; those that come meanwhile may wait. */
  async flush(): Promise<void> {
    await this.build([...this.dirty]);
  }

  /** Makes the largest changes visible that together free so much memory. */
  async flushBytes(bytes: number): Promise<void> {
    const bySize = [...this.dirty].sort((a, b) => this.blocks[b]!.pendingBytes - this.blocks[a]!.pendingBytes);
    let sum = 0;
    await this.build(
      bySize.filter((number) => {
        const wanted = sum < bytes;
        sum += this.blocks[number]!.pendingBytes;
        return wanted;
      }),
    );
  }

  /** Opens a view of the state after the last flush; its bytes do not change until it is released. */
  open(): OpenView {
    const { packer, partitions } = this.options;
    const view = {
      plural: this.plural,
      families: this.families,
      blocks: this.shownBlocks(),
      objects: this.objects,
      encoding: packer.encoding,
      partitions: partitions,
    };
    return { view, release: this.slabs.pin() };
  }

  /** Returns the sizes after the last flush. */
  sizes(): ResourceSizes {
    return { plural: this.plural, families: this.families, blocks: this.shownBlocks(), objects: this.objects };
  }

  private shownBlocks(): readonly BlockView[] {
    const views: BlockView[] = [];
    for (const block of this.blocks) if (block && !block.staged) views.push(block.view);
    return views;
  }

  /** Memory outside of the heap that segments at rest, and changes that wait, are kept in. */
  get memory(): { readonly segments: number; readonly changes: number } {
    return { segments: this.slabs.reservedBytes, changes: this.log.reservedBytes };
  }

  /**
   * Repacks blocks whose objects fit into fewer or do not lie beside their kin, up to `most` groups of neighbors; returns
   * how many that were. `thorough`: also where it gains little.
   */
  async tidy(thorough: boolean, most: number): Promise<number> {
    const { moves } = this;
    if (this.tidyAt[thorough ? 1 : 0] === moves) return 0;
    const found = untidyBlocks(this.placements, thorough, most);
    if (found.length === 0) this.tidyAt[thorough ? 1 : 0] = moves;
    if (thorough) this.log.trim();
    await Promise.all(found.map((blocks) => this.repack(blocks)));
    return found.length;
  }

  /** Moves the objects of neighbors to new blocks, which scrapes see in their place when all of them are ready. */
  private async repack(sources: readonly Block[]): Promise<void> {
    const placement = this.placementOf(sources[0]!);
    const index = this.placementIndexOf(sources[0]!);
    const targets = runsByKin(sources).map((run) => this.moveTo(this.openBlock(index), run));
    placement.replace(
      sources,
      targets.map(({ block }) => block),
    );
    for (const source of sources) {
      source.retire();
      this.dirty.delete(source.number);
    }
    const { packer } = this.options;
    const ready = await Promise.all(targets.map(({ block, from, order }) => block.repack(packer, from, order)));
    for (const show of ready) show();
    for (const source of sources) this.discard(source);
  }

  private moveTo(block: Block, run: readonly SlotRef[]): { block: Block; from: readonly Block[]; order: RowOrder } {
    const order = new Uint16Array(BLOCK_SIZE).fill(NO_ROW);
    const from = [...new Set(run.map((placed) => placed.block))];
    for (const placed of run) {
      const slot = block.adopt(placed.block, placed.slot);
      order[slot] = from.indexOf(placed.block) * BLOCK_SIZE + placed.slot;
      this.entries.set(block.ids[slot]!, block.number * BLOCK_SIZE + slot);
    }
    // A flush waits for it, as changes may have moved with the objects.
    this.dirty.add(block.number);
    return { block, from, order };
  }

  /** Memory of replaced segments that open views hold back. */
  get heldBytes(): number {
    return this.slabs.heldBytes;
  }

  private async build(numbers: readonly number[]): Promise<void> {
    const { packer } = this.options;
    // Each job waits for room, so all can be submitted at once.
    await Promise.all(numbers.map((number) => this.buildOne(number, packer)));
  }

  private async buildOne(number: number, packer: Packer): Promise<void> {
    const block = this.blocks[number];
    if (!block) return;
    await block.build(packer);
    if (block.dirty) return;
    this.dirty.delete(number);
    if (block.live > 0 || this.blocks[number] !== block) return;
    this.placementOf(block).remove(block);
    this.discard(block);
  }

  private discard(block: Block): void {
    block.drop();
    this.blocks[block.number] = undefined;
    this.freeNumbers.push(block.number);
  }

  private upsert(id: string, rows: RenderedObject, kin: number, { scope, mark, staged }: Arrival): void {
    const handle = this.entries.get(id);
    if (handle !== undefined) {
      const block = this.blockOf(handle);
      const slot = handle % BLOCK_SIZE;
      block.scopes[slot] = scope;
      block.seen[slot] = mark;
      if (block.replace(slot, rows)) this.dirty.add(block.number);
      return;
    }
    const hash = partitionHash(id);
    const { partitions } = this.options;
    const placement = this.placements[(hash & (partitions - 1)) + (staged ? partitions : 0)]!;
    const block = placement.blockFor(kin);
    this.moves++;
    const slot = block.add(rows, id, kin, hash);
    placement.note(kin, block);
    block.scopes[slot] = scope;
    block.seen[slot] = mark;
    this.entries.set(id, block.number * BLOCK_SIZE + slot);
    this.dirty.add(block.number);
    // A block that a list has filled is done: its rows need not wait.
    if (block.pendingObjects < BLOCK_SIZE) return;
    const built = this.buildOne(block.number, this.options.packer).finally(() => this.filled.delete(built));
    this.filled.add(built);
  }

  private drop(id: string, handle: number): void {
    this.entries.delete(id);
    this.moves++;
    const block = this.blockOf(handle);
    const slot = handle % BLOCK_SIZE;
    block.remove(slot);
    this.dirty.add(block.number);
    // Its slot is for the next of its kin.
    this.placementOf(block).note(block.kins[slot]!, block);
  }

  private placementIndexOf(block: Block): number {
    return block.partition + (block.staged ? this.options.partitions : 0);
  }

  private placementOf(block: Block): Placement {
    return this.placements[this.placementIndexOf(block)]!;
  }

  private blockOf(handle: number): Block {
    return this.blocks[Math.floor(handle / BLOCK_SIZE)]!;
  }

  private openBlock(index: number): Block {
    const { partitions } = this.options;
    const number = this.freeNumbers.pop() ?? this.blocks.length;
    const block = new Block(this.context, number, index % partitions, index >= partitions);
    this.blocks[number] = block;
    return block;
  }
}

/** Origin of an object. */
interface Arrival {
  readonly scope: number;
  /** The mark of its scope at that moment. */
  readonly mark: number;
  readonly staged: boolean;
}

function joined(names: readonly Buffer[]): Pick<BlockContext, 'names' | 'nameEnds'> {
  let end = 0;
  // A copy of its own: a buffer of Node's pool would take the pool along to where it is sent.
  return {
    names: Uint8Array.from(Buffer.concat(names)),
    nameEnds: Uint32Array.from(names, ({ length }) => (end += length)),
  };
}
