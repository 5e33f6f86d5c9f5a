/** Rectangle in any unit. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Divides a rectangle into one for each value, with areas in proportion and as square as they get (Bruls, Huizing and van Wijk, "Squarified
 * treemaps", 2000). `values`: the largest first; those of 0 get an empty rectangle.
 */
export function squarify(values: readonly number[], within: Rect): readonly Rect[] {
  const sum = values.reduce((total, value) => total + value, 0);
  const scale = sum > 0 ? (within.width * within.height) / sum : 0;
  const rects: Rect[] = [];
  let free = within;
  for (let start = 0; start < values.length; ) {
    const side = Math.min(free.width, free.height);
    let end = start + 1;
    let area = values[start]! * scale;
    let worst = worstRatio(area, area, area, side);
    while (end < values.length) {
      const next = values[end]! * scale;
      const ratio = worstRatio(area + next, values[start]! * scale, next, side);
      if (ratio > worst) break;
      worst = ratio;
      area += next;
      end++;
    }
    free = placeRow(values.slice(start, end), scale, area, free, rects);
    start = end;
  }
  return rects;
}

/** The worst ratio of width and height in a row, whose largest and smallest area are given. */
function worstRatio(area: number, largest: number, smallest: number, side: number): number {
  if (area === 0 || smallest === 0) return Number.POSITIVE_INFINITY;
  return Math.max((side * side * largest) / (area * area), (area * area) / (side * side * smallest));
}

/** Lays a row along the shorter side; returns the rest. */
function placeRow(values: readonly number[], scale: number, area: number, free: Rect, rects: Rect[]): Rect {
  const isColumn = free.width >= free.height;
  const side = isColumn ? free.height : free.width;
  const depth = side > 0 ? Math.min(area / side, isColumn ? free.width : free.height) : 0;
  let at = isColumn ? free.y : free.x;
  for (const value of values) {
    const length = depth > 0 ? (value * scale) / depth : 0;
    rects.push(
      isColumn
        ? { x: free.x, y: at, width: depth, height: length }
        : { x: at, y: free.y, width: length, height: depth },
    );
    at += length;
  }
  return isColumn
    ? { ...free, x: free.x + depth, width: free.width - depth }
    : { ...free, y: free.y + depth, height: free.height - depth };
}

/** Direction of an arrow key. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** Returns the index of the next rectangle in a direction, the nearest by its center; the same one where there is none. */
export function neighbor(rects: readonly Rect[], from: number, direction: Direction): number {
  const start = centerOf(rects[from]!);
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, rect] of rects.entries()) {
    const { x, y } = centerOf(rect);
    const along = { left: start.x - x, right: x - start.x, up: start.y - y, down: y - start.y }[direction];
    if (i === from || along <= 0.5) continue;
    const across = direction === 'left' || direction === 'right' ? Math.abs(y - start.y) : Math.abs(x - start.x);
    // Straight on is nearer than aside.
    const distance = along + 2 * across;
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

function centerOf({ x, y, width, height }: Rect): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
