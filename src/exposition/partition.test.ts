import { describe, expect, it } from 'vitest';
import { readPart } from './partition.ts';

describe('readPart', () => {
  it.each([
    ['', { part: 0, parts: 1 }],
    ['part=0&parts=1', { part: 0, parts: 1 }],
    ['part=3&parts=4', { part: 3, parts: 4 }],
    ['part=63&parts=64', { part: 63, parts: 64 }],
  ])('%s', (query, part) => {
    expect(readPart(new URLSearchParams(query), 64)).toEqual(part);
  });

  it.each([
    ['part=0&parts=3', 'parameter parts: expected a power of two'],
    ['part=0&parts=128', 'parameter parts: expected a power of two'],
    ['part=0', 'parameter parts: expected'],
    ['parts=4', 'parameter part: expected a number from 0 to 3'],
    ['part=4&parts=4', 'parameter part: expected a number from 0 to 3'],
    ['part=-1&parts=4', 'parameter part: expected a number from 0 to 3'],
    ['part=x&parts=4', 'parameter part: expected a number from 0 to 3'],
  ])('%s: %s', (query, message) => {
    expect(readPart(new URLSearchParams(query), 64)).toContain(message);
  });

  it('names the flag to set for more parts than are stored separately', () => {
    expect(readPart(new URLSearchParams('part=0&parts=4'), 4)).toEqual({ part: 0, parts: 4 });
    expect(readPart(new URLSearchParams('part=0&parts=2'), 4)).toEqual({ part: 0, parts: 2 });
    expect(readPart(new URLSearchParams('part=0&parts=8'), 4)).toBe(
      'parameter parts: expected at most 4, found 8; start kube-state-metrics with --scrape-parts=8',
    );
    expect(readPart(new URLSearchParams('part=0&parts=1'), 1)).toEqual({ part: 0, parts: 1 });
  });
});
