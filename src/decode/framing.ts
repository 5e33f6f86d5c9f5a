import { DecodeError } from '../base/errors.ts';

/**
 * The largest object that is read. Those of the API are at most a few MiB (etcd takes requests of 1.5 MiB by default): more
 * than this is passed over, without being held.
 */
export const MAX_OBJECT_BYTES = 16 * 1024 * 1024;
/** Enough of an object that is passed over to find its name in. */
export const HEAD_BYTES = 16 * 1024;
/** A buffer larger than this is not kept for the next object. */
const KEPT_BYTES = 1024 * 1024;

/** Where one object lies: `bytes[start, end)`, borrowed until the call returns. */
export type OnBytes = (bytes: Buffer, start: number, end: number) => void;

/** A watch event: its type as sent, the kind of its object where the frame names it, and where the object lies. */
export type OnEvent = (type: string, kind: string, bytes: Buffer, start: number, end: number) => void;

/** An object is passed over, as it is too large; what follows it is still read. */
export type OnTooLarge = (error: DecodeError) => void;

/** The error of an object that is too large; `name`: what is known of it, empty where that is nothing. */
export function tooLarge(name: string, offset: number): DecodeError {
  const what = `object${name && ` ${name}`} larger than ${MAX_OBJECT_BYTES / 1024 / 1024} MiB`;
  return new DecodeError('DECODE_TOO_LARGE', what, offset);
}

/**
 * Keeps what a chunk leaves over. `take` gets all bytes at hand and returns how many it is done with; it is called once
 * per chunk. `offset` counts the bytes that are done with, for messages. What comes for a large object is copied once, into
 * a buffer that doubles.
 */
export class FrameBuffer {
  private buffer: Buffer = Buffer.alloc(0);
  private held = 0;
  offset = 0;

  push(chunk: Buffer, take: (bytes: Buffer) => number): void {
    if (this.held === 0) {
      const done = take(chunk);
      this.offset += done;
      // The chunk belongs to the caller; what stays is copied.
      if (done < chunk.length) this.append(chunk.subarray(done));
    } else {
      this.append(chunk);
      const done = take(this.buffer.subarray(0, this.held));
      this.offset += done;
      this.drop(done);
    }
    if (this.held > MAX_OBJECT_BYTES + HEAD_BYTES) throw tooLarge('', this.offset);
  }

  get empty(): boolean {
    return this.held === 0;
  }

  get size(): number {
    return this.held;
  }

  private append(bytes: Buffer): void {
    const size = this.held + bytes.length;
    if (size > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.held);
      this.buffer = larger;
    }
    bytes.copy(this.buffer, this.held);
    this.held = size;
  }

  private drop(done: number): void {
    if (done > 0) this.buffer.copy(this.buffer, 0, done, this.held);
    this.held -= done;
    if (this.buffer.length > KEPT_BYTES && this.held <= KEPT_BYTES) {
      this.buffer = Buffer.from(this.buffer.subarray(0, this.held));
    }
  }
}
