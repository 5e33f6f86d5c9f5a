/** Size of a chunk while there are few: large enough for a write of its own. */
export const CHUNK_BYTES = 256 * 1024;
/** Size of a chunk while there are many. */
export const SMALL_CHUNK_BYTES = 64 * 1024;
/** Chunks in use from which on further ones are small: 16 large ones. */
const AMPLE_BYTES = 4 * 1024 * 1024;
/** Chunks of either size that are kept for reuse, at most. */
const POOLED = 16;

/** A buffer that one or more writes read, and the number of bytes in it that count. */
export interface Chunk {
  readonly bytes: Buffer;
  /** One more reads it. */
  hold(): void;
  /** Releases one hold; the last one returns the memory. */
  release(): void;
}

/**
 * Memory of all responses in progress, which is reused, because garbage outside of the heap is expensive to find. The
 * chunks become smaller when many are held.
 */
export class ChunkPool {
  private readonly free = new Map<number, Buffer[]>([
    [CHUNK_BYTES, []],
    [SMALL_CHUNK_BYTES, []],
  ]);
  /** Total size of the chunks in use. */
  heldBytes = 0;

  /** Whether chunks are large, and may be kept for those who come after. */
  get roomy(): boolean {
    return this.heldBytes < AMPLE_BYTES;
  }

  /** A chunk of what `fill` writes into a buffer; undefined where it writes nothing. The caller releases it. */
  make(fill: (into: Buffer) => number): Chunk | undefined {
    const size = this.roomy ? CHUNK_BYTES : SMALL_CHUNK_BYTES;
    const free = this.free.get(size)!;
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(size);
    const used = fill(buffer);
    const back = (): void => {
      if (free.length < POOLED) free.push(buffer);
    };
    if (used === 0) {
      back();
      return undefined;
    }
    this.heldBytes += size;
    let readers = 1;
    return {
      bytes: used === size ? buffer : buffer.subarray(0, used),
      hold: () => {
        readers++;
      },
      release: () => {
        if (--readers > 0) return;
        this.heldBytes -= size;
        back();
      },
    };
  }
}
