import type { Transform, Writable } from 'node:stream';
import { constants, createGzip, createInflateRaw } from 'node:zlib';
import { Slices, systemClock } from '../base/clock.ts';
import type { ResourceView } from '../model/view.ts';
import { CHUNK_BYTES, ChunkPool } from './chunks.ts';
import { joinedBytes, joinedChunks } from './joined.ts';
import { type Part, selectBlocks, WHOLE } from './part.ts';
import { chunked, textBytes, textPieces } from './pieces.ts';

export interface Writing {
  readonly openMetrics: boolean;
  readonly gzip: boolean;
  readonly part?: Part;
  /** Told how long the answer is before its first byte is written, where that is known. */
  readonly length?: (bytes: number) => void;
}

/** Of all answers under way. */
const pool = new ChunkPool();

/**
 * Writes a scrape at the reader's pace and ends the stream. Returns the number of bytes written; the views are read until
 * then and not longer. `out` has to be done with a chunk when it calls its write back, as sockets are. A reader that goes away ends the writing without an error. What is asked for as it rests is only
 * copied; the rest is inflated or deflated on the way.
 */
export async function writeScrape(out: Writable, views: readonly ResourceView[], how: Writing): Promise<number> {
  const { openMetrics, gzip, part = WHOLE, length } = how;
  const selected = views.map((view) => selectBlocks(view, part));
  const mixed = selected.some((each) => each.mixed);
  const chosen = selected.map(({ view }) => view);
  if (mixed || chosen.some(({ encoding }) => encoding === 'raw')) {
    const chunks = chunked(textPieces(views, openMetrics, part), pool);
    if (gzip) return writeThrough(out, chunks, compressor());
    if (!mixed) length?.(textBytes(chosen, openMetrics));
    return writeChunks(out, chunks);
  }
  const chunks = joinedChunks(chosen, openMetrics, gzip, pool);
  if (!gzip) return writeThrough(out, chunks, createInflateRaw({ chunkSize: CHUNK_BYTES }));
  length?.(joinedBytes(chosen, openMetrics, gzip));
  return writeChunks(out, chunks);
}

function compressor(): Transform {
  return createGzip({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES });
}

async function writeChunks(out: Writable, chunks: Iterable<Buffer>): Promise<number> {
  let bytes = 0;
  const slices = new Slices(systemClock);
  for (const chunk of chunks) {
    if (out.destroyed) return bytes;
    bytes += chunk.length;
    if (!out.write(chunk, () => pool.give(chunk))) await drained(out);
    const turn = slices.next();
    if (turn) await turn;
  }
  out.end();
  return bytes;
}

/** Writes what a codec makes of the chunks. */
async function writeThrough(out: Writable, chunks: Iterable<Buffer>, codec: Transform): Promise<number> {
  let bytes = 0;
  codec.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const ended = new Promise<void>((resolve, reject) => {
    out.once('close', resolve);
    out.once('finish', resolve);
    codec.once('error', reject);
  });
  // What the reader does not take any more need not be made.
  out.once('close', () => codec.destroy());
  codec.pipe(out);
  await Promise.all([ended, writeChunks(codec, chunks)]);
  return bytes;
}

/** Resolves when the stream takes more, or is gone. */
function drained(out: Writable): Promise<void> {
  if (out.destroyed || !out.writableNeedDrain) return Promise.resolve();
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
