import { describe, expect, it } from 'vitest';
import { BookmarkInterval } from './bookmark-interval.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** A watch with bookmarks at the given times. */
function watch(interval: BookmarkInterval, times: readonly number[], initialEnd = false): void {
  interval.watchBegins(initialEnd);
  for (const time of times) interval.bookmark(time);
}

describe('the interval of bookmarks', () => {
  it('is unknown without bookmarks', () => {
    const interval = new BookmarkInterval();
    watch(interval, []);
    expect(interval.silenceMs).toBe(NEVER);
    watch(interval, [10_000]);
    expect(interval.silenceMs).toBe(NEVER);
  });

  it('is that of API servers after a WatchList, until others are seen', () => {
    const interval = new BookmarkInterval();
    watch(interval, [], true);
    expect(interval.silenceMs).toBe(96_000);
    watch(interval, [0, 10_000]);
    expect(interval.silenceMs).toBe(16_000);
  });

  it('is the longest of the last four, within one watch', () => {
    const interval = new BookmarkInterval();
    watch(interval, [0, 20_000, 30_000]);
    watch(interval, [500_000, 510_000]);
    expect(interval.silenceMs).toBe(32_000);
    watch(interval, [600_000, 610_000, 620_000]);
    expect(interval.silenceMs).toBe(16_000);
  });

  it('is not taken for shorter than an event loop may stall', () => {
    const interval = new BookmarkInterval();
    watch(interval, [0, 100]);
    expect(interval.silenceMs).toBe(5_000);
  });

  it('is kept after a connection that died', () => {
    const interval = new BookmarkInterval();
    for (let death = 0; death < 10; death++) {
      watch(interval, [0, 60_000, 120_000, 180_000, 240_000], death === 0);
      expect(interval.silenceMs).toBe(96_000);
      interval.missed();
      expect(interval.silenceMs).toBe(96_000);
    }
  });

  it('is suspected once where only WatchLists send bookmarks', () => {
    const interval = new BookmarkInterval();
    watch(interval, [], true);
    interval.missed();
    expect(interval.silenceMs).toBe(NEVER);
    watch(interval, [], true);
    expect(interval.silenceMs).toBe(NEVER);
  });

  it('is suspected ever more rarely where watches begin with a few bookmarks and send no others', () => {
    const interval = new BookmarkInterval();
    let suspected = 0;
    for (let watches = 0; watches < 100; watches++) {
      watch(interval, [0, 1_000]);
      if (interval.silenceMs === NEVER) continue;
      interval.missed();
      suspected++;
    }
    expect(suspected).toBeLessThanOrEqual(5);
  });
});
