import type { Chunk, ChunkPool } from './chunks.ts';
import { Cursor } from './cursor.ts';
import type { Content } from './framing.ts';

/** Chunks that are kept for those who are a little behind. */
const WINDOW = 8;

/** A chunk, and the position after it. */
interface Made {
  readonly chunk: Chunk;
  readonly after: Cursor;
}

/** The writer of a response to one client. */
export interface Reader {
  /** The next chunk, which the caller releases; undefined at the end. */
  next(): Chunk | undefined;
  /** To be called once, at whatever place. */
  leave(): void;
}

/**
 * Produces a response for all clients that requested it together: each chunk once, for as long as they keep pace with
 * each other. A client that is more than a few chunks behind, or comes later, continues alone.
 */
export class Production {
  private readonly first: Cursor;
  private readonly pool: ChunkPool;
  private readonly front: Cursor;
  /** The latest chunks; the first of them is the `from`-th of the answer. */
  private readonly window: Made[] = [];
  private from = 0;
  private readers = 0;

  constructor(content: Content, pool: ChunkPool) {
    this.first = new Cursor(content);
    this.front = this.first.copy();
    this.pool = pool;
  }

  join(): Reader {
    this.readers++;
    let index = 0;
    let place = this.first;
    let alone: Cursor | undefined;
    const part = (): void => {
      this.readers--;
      this.trim();
    };
    return {
      next: () => {
        if (!alone && index < this.from) {
          alone = place.copy();
          part();
        }
        if (alone) return this.make(alone);
        const made = this.take(index);
        if (!made) return undefined;
        index++;
        place = made.after;
        made.chunk.hold();
        this.trim();
        return made.chunk;
      },
      leave: () => {
        if (!alone) part();
      },
    };
  }

  private take(index: number): Made | undefined {
    const made = this.window[index - this.from];
    if (made) return made;
    const chunk = this.make(this.front);
    if (!chunk) return undefined;
    const next: Made = { chunk, after: this.front.copy() };
    this.window.push(next);
    return next;
  }

  private make(cursor: Cursor): Chunk | undefined {
    return this.pool.make((into) => cursor.fill(into));
  }

  /** Nobody waits for the chunks of a single reader, and nothing is kept where memory is short. */
  private trim(): void {
    const most = this.readers > 1 && this.pool.roomy ? WINDOW : this.readers > 1 ? 1 : 0;
    while (this.window.length > most) {
      this.window.shift()!.chunk.release();
      this.from++;
    }
  }
}
