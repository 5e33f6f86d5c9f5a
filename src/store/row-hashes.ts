import type { RenderedObject } from '../model/rendered-object.ts';
import { BLOCK_SIZE } from '../model/view.ts';
import { NO_COLUMN } from './block-view.ts';

/** Number of columns that are added at a time. */
const COLUMNS_AT_ONCE = 8;

/** State that the hashes of all blocks of a store share. */
export interface HashesContext {
  readonly families: number;
  /** Output of `compare`: the families that changed, ascending; has room for all. */
  readonly changed: Uint16Array;
  /** Number of columns of the latest block, as an estimate for the next one. */
  columns: number;
}

/** Creates the context that the hashes of all blocks of a store share. */
export function hashesContext(families: number): HashesContext {
  return { families, changed: new Uint16Array(families), columns: 0 };
}

/**
 * Hashes of the rows of a block's objects as they are, pending or at rest: they tell whether an event changed a family.
 * There is a column for each family that had rows so far: nearly half of a pod's families have none.
 */
export class RowHashes {
  private readonly context: HashesContext;
  /** By family, NO_COLUMN where there is none. */
  private columns: Int16Array;
  /** Views have the columns, so that they are copied before the next one is added. */
  private lent = false;
  count = 0;
  /** Columns that there is room for. */
  private width: number;
  /** (slot × width + column) × 2: those of one object are side by side, as they are compared together. */
  private hashes: Uint32Array;

  constructor(context: HashesContext) {
    this.context = context;
    this.columns = new Int16Array(context.families).fill(NO_COLUMN);
    this.width = context.columns;
    this.hashes = new Uint32Array(BLOCK_SIZE * this.width * 2);
  }

  /** The columns as they are now, for a view to keep. */
  lend(): Int16Array {
    this.lent = true;
    return this.columns;
  }

  /** Takes over the hashes of an object's rows; returns how many families changed, sets `touched` of those. */
  compare(slot: number, rows: RenderedObject, touched: Uint8Array): number {
    const { changed, families } = this.context;
    let count = 0;
    for (let family = 0; family < families; family++) {
      const a = rows.hashes[2 * family]!;
      const b = rows.hashes[2 * family + 1]!;
      let column = this.columns[family]!;
      if (column === NO_COLUMN) {
        if (a === 0 && b === 0) continue;
        column = this.addColumn(family);
      }
      const { hashes } = this;
      const at = (slot * this.width + column) * 2;
      if (hashes[at] === a && hashes[at + 1] === b) continue;
      hashes[at] = a;
      hashes[at + 1] = b;
      touched[family] = 1;
      changed[count++] = family;
    }
    return count;
  }

  /** Takes over the hashes of an object of another block of the same store. */
  adopt(slot: number, from: RowHashes, fromSlot: number): void {
    for (let family = 0; family < from.columns.length; family++) {
      const other = from.columns[family]!;
      if (other === NO_COLUMN) continue;
      const at = (fromSlot * from.width + other) * 2;
      const a = from.hashes[at]!;
      const b = from.hashes[at + 1]!;
      if (a === 0 && b === 0) continue;
      const known = this.columns[family]!;
      const column = known === NO_COLUMN ? this.addColumn(family) : known;
      this.hashes[(slot * this.width + column) * 2] = a;
      this.hashes[(slot * this.width + column) * 2 + 1] = b;
    }
  }

  /** Families that have a column, ascending. */
  families(): Uint16Array {
    return Uint16Array.from(this.columns.keys()).filter((family) => this.columns[family] !== NO_COLUMN);
  }

  /** The object is gone: sets `touched` of the families in which it had rows. */
  clear(slot: number, touched: Uint8Array): void {
    const { columns, hashes, width } = this;
    for (let family = 0; family < columns.length; family++) {
      const column = columns[family]!;
      if (column === NO_COLUMN) continue;
      const at = (slot * width + column) * 2;
      if (hashes[at] === 0 && hashes[at + 1] === 0) continue;
      touched[family] = 1;
      hashes[at] = 0;
      hashes[at + 1] = 0;
    }
  }

  private addColumn(family: number): number {
    const { context } = this;
    const column = this.count++;
    if (this.lent) this.columns = this.columns.slice();
    this.lent = false;
    this.columns[family] = column;
    context.columns = this.count;
    if (column === this.width) this.widen();
    return column;
  }

  private widen(): void {
    const { hashes, width } = this;
    this.width = Math.min(this.context.families, width + COLUMNS_AT_ONCE);
    this.hashes = new Uint32Array(BLOCK_SIZE * this.width * 2);
    for (let slot = 0; slot < BLOCK_SIZE; slot++) {
      this.hashes.set(hashes.subarray(slot * width * 2, (slot + 1) * width * 2), slot * this.width * 2);
    }
  }
}
