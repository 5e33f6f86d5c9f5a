import type { ResourceView } from '../model/view.ts';

const EOF = Buffer.from('# EOF\n');

/**
 * The text of a scrape, piece by piece in order: of each resource that has objects each family's header and segments. The
 * pieces are those of the view: borrowed, never changed.
 */
export function* textPieces(views: readonly ResourceView[], openMetrics: boolean): Generator<Buffer> {
  for (const view of views) {
    if (view.objects === 0) continue;
    for (let i = 0; i < view.families.length; i++) {
      yield view.families[i]!.header;
      for (const block of view.blocks) {
        const segment = block[i];
        if (segment) yield segment.bytes;
      }
    }
  }
  if (openMetrics) yield EOF;
}

/** Pieces from this size on are worth a write of their own. */
const LARGE_BYTES = 16 * 1024;
/** Small pieces are gathered up to about this size. */
const GATHERED_BYTES = 64 * 1024;

/** Gathers runs of small pieces, so that each write is worth its cost; large ones are handed on as they are. */
export function* gathered(pieces: Iterable<Buffer>): Generator<Buffer> {
  let waiting: Buffer[] = [];
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
