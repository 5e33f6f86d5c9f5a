/** Rows that are in the document, of many: those in sight, and some before and after them. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows up to which all of them come into the document, so that the search of the browser finds them. */
const ALL_ROWS = 400;
/** Rows that are added at a time after those in sight: some milliseconds of work. */
const ROWS_AT_A_TIME = 60;
/** Rows beyond the edges, so that scrolling does not show gaps. */
const MARGIN = 20;

/** Returns the number of rows from the top to have in the document next, of a few hundred; those of longer tables come with scrolling. */
export function nextRows(rows: number, present: number): number {
  return rows <= ALL_ROWS ? Math.min(rows, present + ROWS_AT_A_TIME) : present;
}

/** Returns the rows to render; heights in pixels. `present`: rows from the top that are in any case. */
export function rowWindow(
  rows: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
  present: number,
): RowWindow {
  if (rows <= ALL_ROWS)
    return { start: 0, end: Math.min(rows, Math.max(present, endOf(rowHeight, scrollTop, height))) };
  const start = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight)) - MARGIN);
  const end = Math.min(rows, endOf(rowHeight, scrollTop, height));
  return { start, end };
}

function endOf(rowHeight: number, scrollTop: number, height: number): number {
  return Math.ceil((scrollTop + height) / rowHeight) + MARGIN;
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
