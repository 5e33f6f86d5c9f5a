import { DecodeError } from '../base/errors.ts';

/**
 * Size of the largest object that is read. API objects have at most a few MiB (etcd accepts requests of 1.5 MiB by
 * default); larger ones are skipped without being buffered.
 */
export const MAX_OBJECT_BYTES = 16 * 1024 * 1024;
/** Number of bytes of a skipped object in which its name is looked for. */
export const HEAD_BYTES = 16 * 1024;
/** A buffer larger than this is not kept for the next object. */
const KEPT_BYTES = 1024 * 1024;

/** Receives the place of one object: `bytes[start, end)`, borrowed until the call returns. */
export type OnBytes = (bytes: Buffer, start: number, end: number) => void;

/**
 * Receives a watch event: its type as sent, the kind of its object if the frame names it, and the place of the object.
 */
export type OnEvent = (type: string, kind: string, bytes: Buffer, start: number, end: number) => void;

/** Receives the error of an object that is skipped because it is too large; reading continues after it. */
export type OnTooLarge = (error: DecodeError) => void;

/** Creates the error of an object that is too large; `name` is empty if it is unknown. */
export function tooLarge(name: string, offset: number): DecodeError {
  const what = `object${name && ` ${name}`} larger than ${MAX_OBJECT_BYTES / 1024 / 1024} MiB`;
  return new DecodeError('DECODE_TOO_LARGE', what, offset);
}

/**
 * Buffer for an object that spans chunks. `take` gets all buffered bytes once per chunk and returns how many of them it
 * has consumed; `offset` counts consumed bytes, for messages. The bytes of a large object are copied once, into a
 * buffer that doubles.
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
