import { BLOCK_SIZE, type BlockView, type ResourceView } from '../model/view.ts';

/** A stable n-th of the objects: those whose hash modulo `parts` is `part`. */
export interface Part {
  readonly part: number;
  readonly parts: number;
}

export const WHOLE: Part = { part: 0, parts: 1 };
const MOST_PARTS = 64;

/**
 * Reads the parameters `part` (from 0) and `parts` (a power of two up to 64) of a scrape. A text in place of a part says
 * what is wrong with them.
 */
export function readPart(query: URLSearchParams): Part | string {
  if (!query.has('part') && !query.has('parts')) return WHOLE;
  const parts = count(query.get('parts'));
  if (!(parts >= 1 && parts <= MOST_PARTS && (parts & (parts - 1)) === 0)) {
    return `parameter parts: expected a power of two from 1 to ${MOST_PARTS}, as in ?part=0&parts=4`;
  }
  const part = count(query.get('part'));
  if (!(part < parts)) return `parameter part: expected a number from 0 to ${parts - 1}, as in ?part=0&parts=${parts}`;
  return { part, parts };
}

function count(text: string | null): number {
  return text !== null && /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/** The blocks that have objects of the part, and whether they have those of others as well. */
export function selectBlocks(view: ResourceView, { part, parts }: Part): { view: ResourceView; mixed: boolean } {
  if (parts === 1) return { view, mixed: false };
  const apart = Math.min(parts, view.groups);
  const blocks = view.blocks.filter((b) => (b.group & (apart - 1)) === (part & (apart - 1)));
  return { view: { ...view, blocks }, mixed: parts > apart };
}

/** Of a family's text in a block, the rows of the part's objects. */
export function rowsOfPart(block: BlockView, family: number, text: Buffer, { part, parts }: Part): Buffer {
  const out = Buffer.allocUnsafe(text.length);
  let from = 0;
  let to = 0;
  const row = block.columns[family]! * BLOCK_SIZE;
  for (let place = 0; place < BLOCK_SIZE; place++) {
    const size = block.rowBytes[row + place]!;
    if (size > 0 && (block.marks[place]! & (parts - 1)) === part) {
      text.copy(out, to, from, from + size);
      to += size;
    }
    from += size;
  }
  return out.subarray(0, to);
}
