import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { Slices, systemClock } from '../base/clock.ts';
import type { ResourceView } from '../model/view.ts';
import { gathered, textPieces } from './pieces.ts';

/** What the compressor gives at a time. */
const CHUNK_BYTES = 64 * 1024;

export interface Writing {
  readonly openMetrics: boolean;
  readonly gzip: boolean;
}

/**
 * Writes a scrape at the reader's pace and ends the stream. Returns the number of bytes written. A reader that goes away
 * ends the writing without an error.
 */
export async function writeScrape(out: Writable, views: readonly ResourceView[], how: Writing): Promise<number> {
  const pieces = gathered(textPieces(views, how.openMetrics));
  if (how.gzip) return writeGzip(out, pieces);
  let bytes = 0;
  const slices = new Slices(systemClock);
  for (const piece of pieces) {
    if (out.destroyed) return bytes;
    bytes += piece.length;
    if (!out.write(piece)) await drained(out);
    const turn = slices.next();
    if (turn) await turn;
  }
  out.end();
  return bytes;
}

async function writeGzip(out: Writable, pieces: Iterable<Buffer>): Promise<number> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES });
  let bytes = 0;
  gzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  try {
    await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), gzip, out);
  } catch (error) {
    // The reader has gone away; anything else is an error of ours.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE' && !out.destroyed) throw error;
  }
  return bytes;
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
