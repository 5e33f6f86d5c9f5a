import { Readable, type Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createInflateRaw } from 'node:zlib';
import { Slices, systemClock } from '../base/clock.ts';
import type { ResourceView } from '../model/view.ts';
import { joinedBytes, joinedChunks } from './joined.ts';
import { type Part, selectBlocks, WHOLE } from './part.ts';
import { gathered, textPieces } from './pieces.ts';

/** What a compressor or decompressor gives at a time. */
const CHUNK_BYTES = 256 * 1024;

export interface Writing {
  readonly openMetrics: boolean;
  readonly gzip: boolean;
  readonly part?: Part;
  /** Told how long the answer is before its first byte is written, where that is known. */
  readonly length?: (bytes: number) => void;
}

/**
 * Writes a scrape at the reader's pace and ends the stream. Returns the number of bytes written. A reader that goes away
 * ends the writing without an error. What is asked for as it rests is only copied; the rest is inflated or deflated on the
 * way.
 */
export async function writeScrape(out: Writable, views: readonly ResourceView[], how: Writing): Promise<number> {
  const { openMetrics, gzip, part = WHOLE, length } = how;
  const selected = views.map((view) => selectBlocks(view, part));
  if (selected.some(({ mixed, view }) => mixed || view.encoding === 'raw')) {
    const pieces = gathered(textPieces(views, openMetrics, part));
    return gzip ? through(out, pieces, compressor()) : writeChunks(out, pieces);
  }
  const chosen = selected.map(({ view }) => view);
  const chunks = joinedChunks(chosen, openMetrics, gzip);
  if (!gzip) return through(out, chunks, createInflateRaw({ chunkSize: CHUNK_BYTES }));
  length?.(joinedBytes(chosen, openMetrics, gzip));
  return writeChunks(out, chunks);
}

async function writeChunks(out: Writable, chunks: Iterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  const slices = new Slices(systemClock);
  for (const chunk of chunks) {
    if (out.destroyed) return bytes;
    bytes += chunk.length;
    if (!out.write(chunk)) await drained(out);
    const turn = slices.next();
    if (turn) await turn;
  }
  out.end();
  return bytes;
}

function compressor(): Transform {
  return createGzip({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES });
}

async function through(out: Writable, chunks: Iterable<Uint8Array>, codec: Transform): Promise<number> {
  let bytes = 0;
  codec.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  try {
    await pipeline(Readable.from(turning(chunks), { objectMode: true, highWaterMark: 1 }), codec, out);
  } catch (error) {
    // The reader has gone away; anything else is an error of ours.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE' && !out.destroyed) throw error;
  }
  return bytes;
}

/** Lets other work be done between chunks that take time to make. */
async function* turning(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const slices = new Slices(systemClock);
  for (const chunk of chunks) {
    yield chunk;
    const turn = slices.next();
    if (turn) await turn;
  }
}

/** Resolves when the stream takes more, or is gone. */
function drained(out: Writable): Promise<void> {
  if (out.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      out.off('drain', done);
      out.off('close', done);
      resolve();
    };
    out.on('drain', done);
    out.on('close', done);
  });
}
