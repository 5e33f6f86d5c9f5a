import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbor, type Rect, squarify } from './treemap.ts';

const area: Rect = { x: 10, y: 20, width: 600, height: 400 };
const size = ({ width, height }: Rect): number => width * height;

describe('squarify', () => {
  it('gives each value its share of the area, within it and without overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 }), (numbers) => {
        const values = numbers.sort((a, b) => b - a);
        const sum = values.reduce((total, value) => total + value, 0);
        const rects = squarify(values, area);
        expect(rects).toHaveLength(values.length);
        for (const [i, rect] of rects.entries()) {
          expect(size(rect)).toBeCloseTo((values[i]! / sum) * size(area), 3);
          expect(rect.x).toBeGreaterThan(area.x - 1e-6);
          expect(rect.y).toBeGreaterThan(area.y - 1e-6);
          expect(rect.x + rect.width).toBeLessThan(area.x + area.width + 1e-6);
          expect(rect.y + rect.height).toBeLessThan(area.y + area.height + 1e-6);
          for (const other of rects.slice(0, i)) expect(overlap(rect, other)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('makes equal values about square', () => {
    for (const { width, height } of squarify(new Array(12).fill(1), area)) {
      expect(Math.max(width / height, height / width)).toBeLessThan(1.6);
    }
  });

  it('gives nothing to values of 0, and to all where there is no area', () => {
    expect(squarify([5, 0], area).map(size)).toEqual([size(area), 0]);
    expect(squarify([0, 0], area).map(size)).toEqual([0, 0]);
    expect(squarify([1, 2], { ...area, width: 0 }).map(size)).toEqual([0, 0]);
    expect(squarify([], area)).toEqual([]);
  });
});

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

describe('neighbor', () => {
  const grid = [0, 1, 2, 3].map((i) => ({ x: 10 * (i % 2), y: 10 * Math.floor(i / 2), width: 10, height: 10 }));

  it('goes to the tile in the direction', () => {
    expect(neighbor(grid, 0, 'right')).toBe(1);
    expect(neighbor(grid, 0, 'down')).toBe(2);
    expect(neighbor(grid, 3, 'left')).toBe(2);
    expect(neighbor(grid, 3, 'up')).toBe(1);
  });

  it('stays at the edge', () => {
    expect(neighbor(grid, 0, 'left')).toBe(0);
    expect(neighbor(grid, 3, 'down')).toBe(3);
  });
});
