import type { ResourceView } from '../model/view.ts';

/** A partition of the objects: those whose hash modulo `parts` is `part`. */
export interface Part {
  readonly part: number;
  readonly parts: number;
}

/** The partition that holds all objects. */
export const WHOLE: Part = { part: 0, parts: 1 };
const MAX_PARTS = 64;

/**
 * Reads the parameters `part` (from 0) and `parts` (a power of two up to 64) of a scrape. Returns a text if they are
 * invalid. More than the `prepared` partitions are invalid too, because each would cost as much as the whole.
 */
export function readPart(query: URLSearchParams, prepared: number): Part | string {
  if (!query.has('part') && !query.has('parts')) return WHOLE;
  const parts = count(query.get('parts'));
  if (!(parts >= 1 && parts <= MAX_PARTS && (parts & (parts - 1)) === 0)) {
    return `parameter parts: expected a power of two from 1 to ${MAX_PARTS}, as in ?part=0&parts=4`;
  }
  if (parts > prepared) {
    return `parameter parts: expected at most ${prepared}, found ${parts}; start kube-state-metrics with --scrape-parts=${parts}`;
  }
  const part = count(query.get('part'));
  if (!(part < parts)) return `parameter part: expected a number from 0 to ${parts - 1}, as in ?part=0&parts=${parts}`;
  return { part, parts };
}

function count(text: string | null): number {
  return text !== null && /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/**
 * Returns a view of the blocks that hold the objects of a partition; the view must be stored in as many partitions, or a
 * multiple.
 */
export function selectBlocks(view: ResourceView, { part, parts }: Part): ResourceView {
  if (parts === 1) return view;
  if (parts > view.partitions) throw new Error(`BUG: ${parts} parts of what is kept in ${view.partitions} partitions`);
  return { ...view, blocks: view.blocks.filter((b) => (b.partition & (parts - 1)) === part) };
}
