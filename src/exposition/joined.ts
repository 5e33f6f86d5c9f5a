import { crc32 } from 'node:zlib';
import { crc32Join, crc32Shift } from '../base/crc32.ts';
import type { ResourceView } from '../model/view.ts';
import { Chunker, type ChunkPool } from './chunks.ts';

/** Magic, deflate, no flags, no time, fastest, unknown system (RFC 1952). */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
const GZIP_TRAILER_BYTES = 8;
/** A last block with nothing in it: fixed codes, end of block (RFC 1951). */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
/** `# EOF` and a newline as a stored block: five bytes of header, and the text. */
const EOF_TEXT = '# EOF\n';
const EOF_BLOCK = Buffer.concat([Buffer.from([0, 6, 0, 0xf9, 0xff]), Buffer.from(EOF_TEXT)]);
const EOF_CRC = crc32(EOF_TEXT);

/** How long the pieces at rest are together, and what wraps them. */
export function joinedBytes(views: readonly ResourceView[], openMetrics: boolean, gzip: boolean): number {
  let bytes = LAST_BLOCK.length + (openMetrics ? EOF_BLOCK.length : 0);
  if (gzip) bytes += GZIP_HEADER.length + GZIP_TRAILER_BYTES;
  for (const { families, blocks, objects, hidden } of views) {
    if (objects === 0) continue;
    for (let family = 0; family < families.length; family++) {
      if (hidden?.[family]) continue;
      bytes += families[family]!.deflated.bytes.length;
      for (const { starts, ends } of blocks) bytes += ends[family]! - starts[family]!;
    }
  }
  return bytes;
}

/**
 * A scrape as one deflate stream made of the pieces at rest, as they are; with `gzip` as one gzip member whose CRC is
 * computed from the pieces'. Chunks are of the pool, and the consumer's to give back.
 */
export function* joinedChunks(
  views: readonly ResourceView[],
  openMetrics: boolean,
  gzip: boolean,
  pool: ChunkPool,
): Generator<Buffer> {
  const out = new Chunker(pool);
  let crc = 0;
  let rawBytes = 0;
  if (gzip) yield* out.add(GZIP_HEADER, 0, GZIP_HEADER.length);
  for (const { families, blocks, objects, hidden } of views) {
    if (objects === 0) continue;
    for (let family = 0; family < families.length; family++) {
      if (hidden?.[family]) continue;
      const { deflated } = families[family]!;
      crc = crc32Join(crc, deflated.crc, deflated.shift);
      rawBytes += deflated.rawBytes;
      if (out.fits(deflated.bytes.length)) out.put(deflated.bytes, 0, deflated.bytes.length);
      else yield* out.add(deflated.bytes, 0, deflated.bytes.length);
      for (const block of blocks) {
        const raw = block.rawBytes[family]!;
        if (raw === 0) continue;
        crc = crc32Join(crc, block.crcs[family]!, block.shifts[family]!);
        rawBytes += raw;
        const start = block.starts[family]!;
        const end = block.ends[family]!;
        if (out.fits(end - start)) out.put(block.bytes, start, end);
        else yield* out.add(block.bytes, start, end);
      }
    }
  }
  if (openMetrics) {
    crc = crc32Join(crc, EOF_CRC, crc32Shift(EOF_TEXT.length));
    rawBytes += EOF_TEXT.length;
    yield* out.add(EOF_BLOCK, 0, EOF_BLOCK.length);
  }
  yield* out.add(LAST_BLOCK, 0, LAST_BLOCK.length);
  if (gzip) yield* out.add(trailer(crc, rawBytes), 0, GZIP_TRAILER_BYTES);
  yield* out.rest();
}

function trailer(crc: number, rawBytes: number): Buffer {
  const bytes = Buffer.alloc(GZIP_TRAILER_BYTES);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(rawBytes % 2 ** 32, 4);
  return bytes;
}
