import { DecodeError } from '../base/errors.ts';

/** An object of the API is at most a few MiB (etcd's limit is 1.5 MiB by default); more than this is no object. */
export const MAX_ITEM_BYTES = 64 * 1024 * 1024;

/** Where one object lies: `bytes[start, end)`, borrowed until the call returns. */
export type OnBytes = (bytes: Buffer, start: number, end: number) => void;

/** A watch event: its type as sent, the kind of its object where the frame names it, and where the object lies. */
export type OnEvent = (type: string, kind: string, bytes: Buffer, start: number, end: number) => void;

/**
 * Keeps what a chunk leaves over. `take` gets all bytes at hand and returns how many it is done with; it is called once
 * per chunk. `offset` counts the bytes that are done with, for messages.
 */
export class Leftover {
  private rest: Buffer | undefined;
  offset = 0;

  push(chunk: Buffer, take: (bytes: Buffer) => number): void {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    const done = take(bytes);
    this.offset += done;
    const left = bytes.length - done;
    if (left > MAX_ITEM_BYTES) throw new DecodeError('DECODE_TOO_LARGE', 'object over 64 MiB', this.offset);
    // The chunk belongs to the caller; what stays is copied.
    this.rest = left > 0 ? Buffer.from(bytes.subarray(done)) : undefined;
  }

  get empty(): boolean {
    return this.rest === undefined;
  }

  get size(): number {
    return this.rest?.length ?? 0;
  }
}
