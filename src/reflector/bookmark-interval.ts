/** API servers send bookmarks about each minute (k8s.io/apiserver, cacher.go, `defaultBookmarkFrequency`). */
const USUAL_MS = 60_000;
/** A bookmark is missing after this part of its interval: late enough for a busy server, and before the second one is due. */
const LATE = 1.6;
/** Shorter intervals than this are not relied on: event loops stall for longer than a part of them. */
const MIN_MS = 5_000;
/** Intervals of which the longest counts, and regular ones in a row that show that a verdict was right. */
const KEPT = 4;

/**
 * The interval of the bookmarks of one resource, as its watches show it, and the silence after which a watch is dead. It errs on
 * the side of patience: a server without bookmarks, or with irregular ones, is suspected wrongly once or twice, and then ever more rarely.
 */
export class BookmarkInterval {
  private gaps: number[] = [];
  private lastAt: number | undefined;
  /** The server is known to send bookmarks, though not how often. */
  private usual = false;
  /** Number of verdicts since the intervals were regular. */
  private verdicts = 0;
  private sinceVerdict = 0;

  /** A watch begins; `initialEnd`: after the bookmark that ends a WatchList, which only servers with bookmarks send. */
  watchBegins(initialEnd: boolean): void {
    this.lastAt = undefined;
    this.sinceVerdict = 0;
    if (initialEnd && this.verdicts === 0) this.usual = true;
  }

  /** A bookmark came at this time, in milliseconds. */
  bookmark(now: number): void {
    if (this.lastAt !== undefined) {
      this.gaps.push(now - this.lastAt);
      if (this.gaps.length > KEPT ** 3) this.gaps.shift();
      if (++this.sinceVerdict >= KEPT) this.verdicts = 0;
    }
    this.lastAt = now;
  }

  /** A watch has been given up after `silenceMs`. */
  missed(): void {
    this.verdicts++;
    this.usual = false;
    if (this.verdicts > 1) this.gaps = [];
  }

  /** Time without anything after which a watch is dead, in milliseconds; Infinity: nothing is known. */
  get silenceMs(): number {
    const needed = KEPT ** Math.min(Math.max(0, this.verdicts - 1), 3);
    if (this.gaps.length >= needed) return Math.max(MIN_MS, LATE * Math.max(...this.gaps.slice(-KEPT)));
    return this.usual ? LATE * USUAL_MS : Number.POSITIVE_INFINITY;
  }
}
