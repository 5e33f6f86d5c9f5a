/** Rows that are in the document, of many: those in sight, and some before and after them. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows up to which all of them are in the document, so that the search of the browser finds them. */
const ALL_ROWS = 400;
/** Rows beyond the edges, so that scrolling does not show gaps. */
const MARGIN = 20;

/** Returns the rows to render; heights in pixels. */
export function rowWindow(rows: number, rowHeight: number, scrollTop: number, height: number): RowWindow {
  if (rows <= ALL_ROWS) return { start: 0, end: rows };
  const start = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight)) - MARGIN);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + MARGIN);
  return { start, end };
}

/** Order of rows by a column. */
export interface RowOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Returns rows in an order; equal ones keep theirs. */
export function sortRows<T>(
  rows: readonly T[],
  { descending }: RowOrder,
  keyOf: (row: T) => number | string,
): readonly T[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  });
}

/** Returns a filter of texts: each word of the query has to be in the text, whatever its case. */
export function wordFilter(query: string): (text: string) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
