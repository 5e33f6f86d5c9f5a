import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, deflateRawSync } from 'node:zlib';

/** Bytes at a time of a file. */
const CHUNK_BYTES = 1 << 20;

/** Reads a file a chunk at a time. Throws the errors of the system. */
export function readFileChunks(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

/** Reads standard input to its end. */
export function readStdin(): AsyncIterable<Buffer> {
  return process.stdin;
}

/**
 * Gives the text of gzip, of several members too, or the bytes themselves where they do not begin as gzip does. The chunks are the
 * consumer's. Throws where gzip is cut off or broken.
 */
export async function* gunzipIfGzip(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let ended = false;
  while (head.length < 2 && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncIterable<Buffer> {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all();
    return;
  }
  const inflated = createGunzip({ chunkSize: 1 << 18 });
  // The error of either side reaches the reader of the other.
  pipeline(Readable.from(all()), inflated).catch(() => {});
  yield* inflated as AsyncIterable<Buffer>;
}

/** Returns the size of a text when compressed as scrapes are. */
export function deflatedBytes(text: Buffer): number {
  return deflateRawSync(text).length;
}
