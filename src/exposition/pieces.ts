import { constants, inflateRawSync } from 'node:zlib';
import type { BlockView, ResourceView } from '../model/view.ts';
import { Chunker, type ChunkPool } from './chunks.ts';
import { type Part, rowsOfPart, selectBlocks, WHOLE } from './part.ts';

export const EOF = Buffer.from('# EOF\n');

/**
 * The text of a scrape, piece by piece in order: of each resource that has objects each family's header and segments.
 * Pieces of raw segments are borrowed of the view.
 */
export function* textPieces(
  views: readonly ResourceView[],
  openMetrics: boolean,
  part: Part = WHOLE,
): Generator<Buffer> {
  for (const each of views) {
    if (each.objects === 0) continue;
    const { view, mixed } = selectBlocks(each, part);
    for (let family = 0; family < view.families.length; family++) {
      if (view.hidden?.[family]) continue;
      yield view.families[family]!.header;
      for (const block of view.blocks) {
        if (block.rawBytes[family] === 0) continue;
        const text = textOf(block, family, view.encoding);
        yield mixed ? rowsOfPart(block, family, text, part) : text;
      }
    }
  }
  if (openMetrics) yield EOF;
}

/** The text of a segment. */
export function textOf(block: BlockView, family: number, encoding: ResourceView['encoding']): Buffer {
  const bytes = block.bytes.subarray(block.starts[family], block.ends[family]);
  if (encoding === 'raw') return bytes;
  const room = Math.max(block.rawBytes[family]! + 1, constants.Z_MIN_CHUNK);
  return inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: room });
}

/** The same in chunks of the pool, which are the consumer's to give back. */
export function* chunked(pieces: Iterable<Buffer>, pool: ChunkPool): Generator<Buffer> {
  const out = new Chunker(pool);
  for (const piece of pieces) {
    if (out.fits(piece.length)) out.put(piece, 0, piece.length);
    else yield* out.add(piece, 0, piece.length);
  }
  yield* out.rest();
}

/** How long the text of a scrape is, where no resource's blocks have objects of other parts. */
export function textBytes(views: readonly ResourceView[], openMetrics: boolean): number {
  let bytes = openMetrics ? EOF.length : 0;
  for (const { families, blocks, objects, hidden } of views) {
    if (objects === 0) continue;
    for (let family = 0; family < families.length; family++) {
      if (hidden?.[family]) continue;
      bytes += families[family]!.header.length;
      for (const { rawBytes } of blocks) bytes += rawBytes[family]!;
    }
  }
  return bytes;
}
