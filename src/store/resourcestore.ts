import type { FamilyView, ResourceView } from '../model/view.ts';
import { BLOCK_SIZE, Block, type ObjectRows } from './block.ts';

/** Rows of one object as the renderer gives them; borrowed until `upsert` returns. */
export interface RenderedRows {
  readonly bytes: Buffer;
  readonly start: number;
  readonly ends: Int32Array;
  readonly samples: number;
}

/** The objects of one scope of a resource (the whole cluster, or one namespace), as a list of it brings them. */
export interface Scope {
  mark(): void;
  /** Removes the scope's objects that were not upserted since `mark`; returns their ids. */
  sweep(): readonly string[];
  upsert(id: string, rows: RenderedRows): void;
  delete(id: string): void;
}

interface Entry {
  block: Block;
  place: number;
  samples: number;
  scope: number;
  /** The mark under which the object was last seen. */
  mark: number;
}

/**
 * The rows of all objects of a resource, in blocks. Objects are known by an id that is theirs for life. A list is marked
 * and swept: old rows serve until the list is complete, then what it did not bring goes.
 */
export class ResourceStore {
  private readonly plural: string;
  private readonly families: readonly FamilyView[];
  private readonly entries = new Map<string, Entry>();
  private readonly blocks: Block[] = [];
  private readonly dirty = new Set<Block>();
  /** The block that takes new objects. */
  private open: Block | undefined;
  /** Blocks with places that deletions freed. */
  private readonly roomy = new Set<Block>();
  private scopes = 0;
  private samples = 0;

  constructor(plural: string, families: readonly FamilyView[]) {
    this.plural = plural;
    this.families = families;
  }

  get objects(): number {
    return this.entries.size;
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
        for (const [id, entry] of this.entries) {
          if (entry.scope !== scope || entry.mark === mark) continue;
          this.drop(id, entry);
          swept.push(id);
        }
        return swept;
      },
      upsert: (id, rows) => this.upsert(id, rows, scope, mark),
      delete: (id) => this.remove(id),
    };
  }

  /** Removes an object, whichever scope brought it. */
  remove(id: string): void {
    const entry = this.entries.get(id);
    if (entry) this.drop(id, entry);
  }

  /** Makes all changes so far visible to scrapes. */
  flush(): void {
    for (const _ of this.flushSteps());
  }

  /** The same in steps of one block each, between which other work can be done. Changes that come meanwhile may wait. */
  *flushSteps(): Generator<void> {
    for (const block of [...this.dirty]) {
      this.dirty.delete(block);
      block.build();
      yield;
    }
    for (let i = this.blocks.length - 1; i >= 0; i--) {
      const block = this.blocks[i]!;
      if (block.live > 0 || block === this.open) continue;
      this.blocks.splice(i, 1);
      this.roomy.delete(block);
    }
  }

  /** What the last flush made visible. */
  view(): ResourceView {
    return {
      plural: this.plural,
      families: this.families,
      blocks: this.blocks.map((b) => b.view),
      objects: this.entries.size,
      samples: this.samples,
    };
  }

  private upsert(id: string, rendered: RenderedRows, scope: number, mark: number): void {
    const rows = copyRows(rendered);
    const entry = this.entries.get(id);
    if (entry) {
      this.samples += rendered.samples - entry.samples;
      entry.samples = rendered.samples;
      entry.scope = scope;
      entry.mark = mark;
      entry.block.replace(entry.place, rows);
      this.dirty.add(entry.block);
      return;
    }
    const block = this.blockWithRoom();
    const place = block.add(rows);
    this.entries.set(id, { block, place, samples: rendered.samples, scope, mark });
    this.samples += rendered.samples;
    if (block.full) this.roomy.delete(block);
    // A block that a list has filled is done: its rows need not wait as copies.
    if (block.pendingObjects === BLOCK_SIZE) {
      block.build();
      this.dirty.delete(block);
    } else this.dirty.add(block);
  }

  private drop(id: string, entry: Entry): void {
    this.entries.delete(id);
    this.samples -= entry.samples;
    entry.block.remove(entry.place);
    this.dirty.add(entry.block);
    if (entry.block !== this.open) this.roomy.add(entry.block);
  }

  private blockWithRoom(): Block {
    if (this.open && !this.open.full) return this.open;
    for (const block of this.roomy) {
      this.roomy.delete(block);
      this.open = block;
      return block;
    }
    this.open = new Block(this.families.length);
    this.blocks.push(this.open);
    return this.open;
  }
}

function copyRows(rendered: RenderedRows): ObjectRows {
  const { start, ends } = rendered;
  const size = (ends.at(-1) ?? start) - start;
  const bytes = Buffer.allocUnsafeSlow(size);
  rendered.bytes.copy(bytes, 0, start, start + size);
  return { bytes, ends: Uint32Array.from(ends, (end) => end - start) };
}
