import type { Block } from './block.ts';
import { namespaceKin } from './kin.ts';

/** Where objects of a kin are looked for: entries for each block, of a table by kin and one by namespace. */
const KINS_PER_BLOCK = 64;
const NAMESPACES_PER_BLOCK = 8;
const FIRST_ENTRIES = 64;
/** An object whose block is full goes to a neighbor at most so far away. */
const REACH = 3;

/**
 * Decides which block takes a new object, so that kin stay together: text compresses by what is near. Blocks are in the
 * order in which a list brought them; one that is made later stands beside the one that had no room.
 */
export class Placement {
  private readonly open: () => Block;
  private first: Block | undefined;
  private last: Block | undefined;
  private blocks = 0;
  /** The block that last took or lost an object, by kin and by namespace; others overwrite them, so both are checked. */
  private byKin: (Block | undefined)[] = new Array(FIRST_ENTRIES).fill(undefined);
  private byNamespace: (Block | undefined)[] = new Array(FIRST_ENTRIES).fill(undefined);

  /** `open` makes an empty block. */
  constructor(open: () => Block) {
    this.open = open;
  }

  /** The block that is to take a new object of this kin. */
  blockFor(kin: number): Block {
    const home = this.homeOf(kin);
    if (home) return roomBeside(home) ?? this.insertAfter(home);
    return this.last && !this.last.full ? this.last : this.insertAfter(this.last);
  }

  /** An object of this kin came to, or went from, this block. */
  note(kin: number, block: Block): void {
    this.byKin[entryOf(kin, this.byKin.length)] = block;
    this.byNamespace[entryOf(namespaceKin(kin), this.byNamespace.length)] = block;
  }

  /** Forgets a block that is no longer used. */
  remove(block: Block): void {
    const { before, after } = block;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
    block.before = undefined;
    block.after = undefined;
    this.blocks--;
    for (const table of [this.byKin, this.byNamespace]) {
      for (let i = 0; i < table.length; i++) if (table[i] === block) table[i] = undefined;
    }
  }

  /** Puts blocks that were not there in place of neighbors that were. */
  replace(blocks: readonly Block[], by: readonly Block[]): void {
    let before = blocks[0]!.before;
    for (const block of blocks) this.remove(block);
    for (const block of by) {
      this.link(block, before);
      this.noteAll(block);
      before = block;
    }
  }

  /** Takes over all blocks of another placement, which has none afterwards. */
  takeAll(other: Placement): void {
    for (let block = other.first; block; ) {
      const { after } = block;
      this.link(block, this.last);
      this.noteAll(block);
      block = after;
    }
    other.first = undefined;
    other.last = undefined;
    other.blocks = 0;
    other.byKin.fill(undefined);
    other.byNamespace.fill(undefined);
  }

  /** The blocks in order. */
  *[Symbol.iterator](): Generator<Block> {
    for (let block = this.first; block; block = block.after) yield block;
  }

  private homeOf(kin: number): Block | undefined {
    const own = this.byKin[entryOf(kin, this.byKin.length)];
    if (own?.has((other) => other === kin)) return own;
    const namespace = namespaceKin(kin);
    const near = this.byNamespace[entryOf(namespace, this.byNamespace.length)];
    return near?.has((other) => namespaceKin(other) === namespace) ? near : undefined;
  }

  private insertAfter(block: Block | undefined): Block {
    const made = this.open();
    this.link(made, block);
    return made;
  }

  private link(block: Block, before: Block | undefined): void {
    const after = before ? before.after : this.first;
    block.before = before;
    block.after = after;
    if (before) before.after = block;
    else this.first = block;
    if (after) after.before = block;
    else this.last = block;
    this.blocks++;
    if (this.blocks * KINS_PER_BLOCK > this.byKin.length) this.grow();
  }

  private grow(): void {
    const size = this.byKin.length * 2;
    this.byKin = new Array<Block | undefined>(size).fill(undefined);
    const namespaces = Math.max(FIRST_ENTRIES, (size / KINS_PER_BLOCK) * NAMESPACES_PER_BLOCK);
    this.byNamespace = new Array<Block | undefined>(namespaces).fill(undefined);
    for (let block = this.first; block; block = block.after) this.noteAll(block);
  }

  private noteAll(block: Block): void {
    block.has((kin) => {
      this.note(kin, block);
      return false;
    });
  }
}

/** The nearest block that has room. */
function roomBeside(home: Block): Block | undefined {
  if (!home.full) return home;
  let { before, after } = home;
  for (let step = 0; step < REACH; step++) {
    if (after && !after.full) return after;
    if (before && !before.full) return before;
    after = after?.after;
    before = before?.before;
  }
  return undefined;
}

/** Spreads kin, whose bits are hashes, over a table with a power of two of entries. */
function entryOf(kin: number, entries: number): number {
  return (Math.imul(kin, 0x9e3779b1) >>> 7) & (entries - 1);
}
