import { crc32Join, crc32Shift } from '../base/crc32.ts';
import type { BlockView, ResourceView } from '../model/view.ts';
import { type Content, EOF, EOF_BLOCK, GZIP_HEADER, headerOf, LAST_BLOCK, trailer } from './framing.ts';

const EOF_SHIFT = crc32Shift(EOF.length);
/** In place of the number of a block: the family's header. */
const HEADER = -1;

type Stage = 'start' | 'families' | 'mark' | 'end' | 'trailer' | 'done';

/**
 * Position of a response in the sequence of its pieces: for each resource with objects, the header and the segments of
 * each family. It is small and can be copied, so that another reader can continue from it. Pieces that are stored as
 * requested are copied, the others are inflated or deflated.
 */
export class Cursor {
  private readonly content: Content;
  private stage: Stage = 'start';
  private view = 0;
  private family = 0;
  private block = HEADER;
  /** Number of bytes of the piece that are written. */
  private offset = 0;
  private crc = 0;
  private rawBytes = 0;

  constructor(content: Content) {
    this.content = content;
    if (!content.gzip) this.enterFamilies();
  }

  copy(): Cursor {
    return Object.assign(Object.create(Cursor.prototype) as Cursor, this);
  }

  /**
   * Writes what comes next into a buffer and returns how much that is; 0: the answer is complete. A segment that would not fit
   * into what is left of the buffer, but fits into an empty one, is left for the next.
   */
  fill(into: Buffer): number {
    let used = 0;
    while (this.stage !== 'done' && used < into.length) {
      if (this.stage !== 'families') {
        used = this.put(this.frame(), into, used);
        continue;
      }
      const view = this.content.views[this.view]!;
      const block = this.block === HEADER ? undefined : view.blocks[this.block]!;
      const inflating = block !== undefined && view.encoding === 'deflate' && !this.content.gzip && this.offset === 0;
      const size = inflating ? block.rawBytes[this.family]! : 0;
      if (inflating && used + size <= into.length) {
        this.content.converter.inflateInto(block, this.family, into, used);
        used += size;
        this.step(view);
      } else if (inflating && used > 0 && size <= into.length) return used;
      else used = this.putPiece(view, block, into, used);
    }
    return used;
  }

  /** Copies of the family's header or segment what there is room for. */
  private putPiece(view: ResourceView, block: BlockView | undefined, into: Buffer, used: number): number {
    const { gzip } = this.content;
    const { family } = this;
    const header = block ? undefined : headerOf(this.content, view.families[family]!);
    if (header && !gzip) return this.put(header.header, into, used);
    const asItRests = block !== undefined && (view.encoding === 'deflate') === gzip;
    if (asItRests) {
      const start = block.starts[family]!;
      const end = block.ends[family]!;
      const whole = this.copyOf(block.bytes, start, end, into, used);
      if (whole < 0) return into.length;
      if (gzip) this.count(block.crcs[family]!, block.shifts[family]!, block.rawBytes[family]!);
      this.step(view);
      return whole;
    }
    const text = header ? header.deflated : this.content.converter.convert(block!, family, gzip);
    const whole = this.copyOf(text.bytes, 0, text.bytes.length, into, used);
    if (whole < 0) return into.length;
    if (gzip) this.count(text.crc, text.shift, text.rawBytes);
    this.step(view);
    return whole;
  }

  private put(piece: Buffer, into: Buffer, used: number): number {
    const whole = this.copyOf(piece, 0, piece.length, into, used);
    if (whole < 0) return into.length;
    if (this.stage === 'families') this.step(this.content.views[this.view]!);
    else this.leaveFrame();
    return whole;
  }

  /** Copies what is left of a piece; returns where it ends in `into`, -1 where it does not. */
  private copyOf(piece: Buffer, start: number, end: number, into: Buffer, used: number): number {
    const from = start + this.offset;
    const size = Math.min(end - from, into.length - used);
    piece.copy(into, used, from, from + size);
    if (from + size === end) {
      this.offset = 0;
      return used + size;
    }
    this.offset += size;
    return -1;
  }

  private count(crc: number, shift: number, rawBytes: number): void {
    this.crc = crc32Join(this.crc, crc, shift);
    this.rawBytes += rawBytes;
  }

  /** To the next piece of the view that has bytes. */
  private step(view: ResourceView): void {
    const { blocks } = view;
    for (this.block++; this.block < blocks.length; this.block++) {
      if (blocks[this.block]!.rawBytes[this.family]! > 0) return;
    }
    this.family++;
    this.toFamily();
  }

  private enterFamilies(): void {
    this.stage = 'families';
    this.toFamily();
  }

  /** To the header of this family, or of the next one that is shown. */
  private toFamily(): void {
    const { views } = this.content;
    this.block = HEADER;
    for (; this.view < views.length; this.view++, this.family = 0) {
      const { families, objects, hidden } = views[this.view]!;
      if (objects === 0) continue;
      while (this.family < families.length && hidden?.[this.family]) this.family++;
      if (this.family < families.length) return;
    }
    this.stage = this.content.openMetrics ? 'mark' : this.content.gzip ? 'end' : 'done';
  }

  private frame(): Buffer {
    const { gzip } = this.content;
    if (this.stage === 'start') return GZIP_HEADER;
    if (this.stage === 'mark') return gzip ? EOF_BLOCK : EOF;
    return this.stage === 'end' ? LAST_BLOCK : trailer(this.crc, this.rawBytes);
  }

  private leaveFrame(): void {
    if (this.stage === 'start') this.enterFamilies();
    else if (this.stage === 'mark') {
      this.count(this.content.converter.crc32(EOF), EOF_SHIFT, EOF.length);
      this.stage = this.content.gzip ? 'end' : 'done';
    } else this.stage = this.stage === 'end' ? 'trailer' : 'done';
  }
}
