import type { Clock } from '../base/clock.ts';
import { BookmarkInterval } from './bookmark-interval.ts';
import type { Failure } from './machine.ts';

/** Number of bytes that count as progress without a complete object: a large object on a slow connection. */
const PROGRESS_BYTES = 64 * 1024;
/** More than this without a whole object is no progress, however fast it comes: no object that is taken is larger. */
const BARREN_BYTES = 16 * 1024 * 1024;
/** Then this is the longest that is waited for a whole object. */
const BARREN_MS = 60_000;

/**
 * Abandons a request that makes no progress. Received bytes alone are not progress; complete objects and bookmarks are,
 * and enough bytes of one object. One timer runs and checks again when it fires.
 */
export class Patience {
  private readonly clock: Clock;
  private readonly giveUp: (failure: Failure) => void;
  private cancel: (() => void) | undefined;
  private ms = Number.POSITIVE_INFINITY;
  private since = 0;
  /** Set while somebody else is waited for, which is not the server's fault. */
  private paused = false;
  private objects = 0;
  private bookmarks = 0;
  private barrenBytes = 0;
  private progressBytes = 0;
  /** For how long a WatchList may bring nothing after an object, and before the first one; undefined: it is none. */
  private endless: { readonly afterMs: number; readonly emptyMs: number } | undefined;
  private objectAt = 0;
  private readonly interval: BookmarkInterval;
  private isLive = false;
  /** The bookmark that ends a WatchList is still to be reported: it is not one of those that come regularly. */
  private endsWatchList = false;

  /** `interval` outlasts the request: it is what the watches of a resource have shown of its bookmarks. */
  constructor(clock: Clock, giveUp: (failure: Failure) => void, interval = new BookmarkInterval()) {
    this.clock = clock;
    this.giveUp = giveUp;
    this.interval = interval;
  }

  /** From now on there has to be progress within each `ms`. */
  within(ms: number): void {
    this.since = this.clock.now();
    if (ms === this.ms) return;
    this.ms = ms;
    this.look();
  }

  /** The initial events of a WatchList begin: each object within this time of the one before it, until `live`. */
  expectEnd(afterMs: number, emptyMs: number): void {
    this.endless = { afterMs, emptyMs };
    this.objectAt = this.clock.now();
    this.look();
  }

  /** The initial events have ended, and the watch is a live one. */
  live(): void {
    this.endsWatchList = this.endless !== undefined;
    this.endless = undefined;
    this.isLive = true;
    this.interval.watchBegins(this.endsWatchList);
    // The time that is left may be less than before.
    if (this.ms !== Number.POSITIVE_INFINITY) this.look();
  }

  /** So many bytes came, and so much of it has been whole since the beginning. Returns whether something was. */
  arrived(bytes: number, objects: number, bookmarks: number): boolean {
    const now = this.clock.now();
    const whole = objects !== this.objects || bookmarks !== this.bookmarks;
    if (objects !== this.objects) this.objectAt = now;
    if (whole) {
      this.barrenBytes = 0;
      this.progressBytes = 0;
      this.since = now;
    } else {
      const crosses = this.barrenBytes <= BARREN_BYTES && this.barrenBytes + bytes > BARREN_BYTES;
      this.barrenBytes += bytes;
      if (crosses) this.look();
      this.progressBytes += bytes;
      if (this.progressBytes >= PROGRESS_BYTES && this.barrenBytes <= BARREN_BYTES) {
        this.progressBytes = 0;
        this.since = now;
      }
    }
    if (this.isLive && bookmarks !== this.bookmarks) this.sawBookmark(now);
    const first = this.objects === 0 && objects > 0;
    this.objects = objects;
    this.bookmarks = bookmarks;
    // After an object less time is left than before the first one.
    if (first && this.endless) this.look();
    return whole;
  }

  /** Something else is waited for: the time does not count. */
  async pause(until: Promise<void>): Promise<void> {
    const before = this.clock.now();
    this.paused = true;
    await until;
    this.paused = false;
    const passed = this.clock.now() - before;
    this.since += passed;
    this.objectAt += passed;
  }

  end(): void {
    this.cancel?.();
  }

  private sawBookmark(now: number): void {
    if (this.endsWatchList) this.endsWatchList = false;
    else this.interval.bookmark(now);
    this.look();
  }

  private look(): void {
    this.cancel?.();
    const { clock, endless, objects, objectAt } = this;
    const endlessMs = endless ? (objects > 0 ? endless.afterMs : endless.emptyMs) : Number.POSITIVE_INFINITY;
    const now = clock.now();
    const overdueMs = this.isLive ? this.interval.silenceMs : Number.POSITIVE_INFINITY;
    const ms = Math.min(this.ms, overdueMs, this.barrenBytes > BARREN_BYTES ? BARREN_MS : Number.POSITIVE_INFINITY);
    const left = this.since + ms - now;
    const leftOfEnd = objectAt + endlessMs - now;
    if (this.paused) this.cancel = clock.after(1_000, () => this.look());
    else if (leftOfEnd <= 0) {
      this.giveUp({
        kind: 'endless',
        message: `the initial events did not end within ${Math.round(endlessMs / 1000)} s`,
      });
    } else if (left <= 0) {
      if (ms === overdueMs) this.interval.missed();
      this.giveUp({ kind: 'silent', message: `no complete object arrived for ${Math.round(ms / 1000)} s` });
    } else this.cancel = clock.after(Math.min(left, leftOfEnd), () => this.look());
  }
}
