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

/** Gathers small pieces into chunks of at least `size` bytes, so that each write is worth its cost. */
export function* gathered(pieces: Iterable<Buffer>, size: number): Generator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < size) continue;
    yield waiting.length === 1 ? piece : Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting, bytes);
}
