/** Size of a chunk: worth a write of its own, and little enough for fifty readers at once. */
export const CHUNK_BYTES = 256 * 1024;
/** Chunks that are kept for reuse, at most. */
const POOLED = 16;

/** Buffers of CHUNK_BYTES that are used again: garbage outside of the heap is costly to find. */
export class ChunkPool {
  private readonly free: Buffer[] = [];

  /** A buffer that is the caller's; what is in it is undefined. */
  take(): Buffer {
    return this.free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  /** Takes back what `take` gave, or a part of it that begins where it does, when nobody reads it any more. */
  give(chunk: Uint8Array): void {
    if (this.free.length < POOLED) this.free.push(Buffer.from(chunk.buffer as ArrayBuffer));
  }
}

/** Copies pieces end to end into chunks. */
export class Chunker {
  private readonly pool: ChunkPool;
  private bytes: Buffer;
  private used = 0;

  constructor(pool: ChunkPool) {
    this.pool = pool;
    this.bytes = pool.take();
  }

  fits(size: number): boolean {
    return this.used + size <= CHUNK_BYTES;
  }

  /** Copies a piece that fits. */
  put(from: Buffer, start: number, end: number): void {
    this.used += from.copy(this.bytes, this.used, start, end);
  }

  /** Copies a piece of any size and yields the chunks that it fills: the consumer's. */
  *add(from: Buffer, start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end; ) {
      const size = Math.min(end - at, CHUNK_BYTES - this.used);
      this.put(from, at, at + size);
      at += size;
      if (this.used < CHUNK_BYTES) continue;
      yield this.bytes;
      this.bytes = this.pool.take();
      this.used = 0;
    }
  }

  /** What is left; nothing can be added afterwards. */
  *rest(): Generator<Buffer> {
    if (this.used > 0) yield this.bytes.subarray(0, this.used);
    else this.pool.give(this.bytes);
  }
}
