import { constants, inflateRawSync } from 'node:zlib';
import type { BlockView, ResourceView } from '../model/view.ts';
import { type Part, rowsOfPart, selectBlocks, WHOLE } from './part.ts';

export const EOF = Buffer.from('# EOF\n');

/**
 * The text of a scrape, piece by piece in order: of each resource that has objects each family's header and segments.
 * Pieces of raw segments are those of the view: borrowed, never changed.
 */
export function* textPieces(
  views: readonly ResourceView[],
  openMetrics: boolean,
  part: Part = WHOLE,
): Generator<Uint8Array> {
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
export function textOf(block: BlockView, family: number, encoding: ResourceView['encoding']): Uint8Array {
  const bytes = block.holders[family]!.subarray(block.starts[family], block.ends[family]);
  if (encoding === 'raw') return bytes;
  const room = Math.max(block.rawBytes[family]! + 1, constants.Z_MIN_CHUNK);
  return inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: room });
}

/** Pieces from this size on are worth a write of their own. */
const LARGE_BYTES = 16 * 1024;
/** Small pieces are gathered up to about this size. */
const GATHERED_BYTES = 64 * 1024;

/** Gathers runs of small pieces, so that each write is worth its cost; large ones are handed on as they are. */
export function* gathered(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const large = piece.length >= LARGE_BYTES;
    if (bytes > 0 && (large || bytes + piece.length > GATHERED_BYTES)) {
      yield Buffer.concat(waiting, bytes);
      waiting = [];
      bytes = 0;
    }
    if (large) {
      yield piece;
    } else {
      waiting.push(piece);
      bytes += piece.length;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting, bytes);
}
