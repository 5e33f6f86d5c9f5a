/** Limits of a reflector's requests, whatever the responses: a number at once, then one per interval. */
export interface PaceOptions {
  /** Requests that bring nothing new by themselves: all but pages with new objects. */
  readonly requests: number;
  readonly requestMs: number;
  /** Relists that follow a failure and that the server answers. */
  readonly relists: number;
  readonly relistMs: number;
  /** Pages with new objects, of lists that never end. */
  readonly pages: number;
  readonly pageMs: number;
}

/**
 * 11 requests a minute in the long run. What has only to be taken up again is asked for every 7 s on average, so that
 * requests are left over for a relist at the end of an outage. 1,200 pages are 600,000 objects.
 */
export const defaultPace: PaceOptions = {
  requests: 6,
  requestMs: 5_500,
  relists: 3,
  relistMs: 30_000,
  pages: 1_200,
  pageMs: 60_000,
};

/** Tokens of which one more comes each time, up to a bound. */
class Bucket {
  private tokens: number;
  private at: number;
  private readonly size: number;
  private readonly everyMs: number;

  constructor(size: number, everyMs: number, now: number) {
    this.size = size;
    this.everyMs = everyMs;
    this.tokens = size;
    this.at = now;
  }

  /** Time until there is a token; 0: there is one. */
  waitMs(now: number): number {
    this.fill(now);
    return this.tokens >= 1 ? 0 : Math.ceil((1 - this.tokens) * this.everyMs);
  }

  take(now: number): void {
    this.fill(now);
    this.tokens--;
  }

  giveBack(tokens: number): void {
    this.tokens = Math.min(this.size, this.tokens + tokens);
  }

  private fill(now: number): void {
    this.tokens = Math.min(this.size, this.tokens + (now - this.at) / this.everyMs);
    this.at = now;
  }
}

/**
 * Bounds the requests of one reflector. The back-off of the machine counts failures; this counts time only, so that no
 * sequence of responses, not even of successes, leads to a storm (docs/decisions/0013-backing-off.md). Pure: the caller
 * passes the time in milliseconds.
 */
export class Pace {
  private readonly requests: Bucket;
  private readonly relists: Bucket;
  private readonly pages: Bucket;
  /** Pages of the list under way. */
  private pagesTaken = 0;
  /** The next page is free, as the one before it brought something. */
  private pageIsFree = false;

  constructor(options: PaceOptions, now: number) {
    this.requests = new Bucket(options.requests, options.requestMs, now);
    this.relists = new Bucket(options.relists, options.relistMs, now);
    this.pages = new Bucket(options.pages, options.pageMs, now);
  }

  /** Returns how long the next request has to wait; `relist`: it starts over after a failure. */
  waitMs(now: number, relist: boolean): number {
    if (this.pageIsFree) return 0;
    return Math.max(this.requests.waitMs(now), relist ? this.relists.waitMs(now) : 0);
  }

  /** The request is sent. */
  asked(now: number): void {
    if (!this.pageIsFree) this.requests.take(now);
    this.pageIsFree = false;
  }

  /** A relist that follows a failure is answered: from here on it costs the server something. */
  relisted(now: number): void {
    this.relists.take(now);
  }

  /** A page with new objects, which another one follows, has been read. */
  paged(now: number): void {
    if (this.pages.waitMs(now) > 0) return;
    this.pages.take(now);
    this.pagesTaken++;
    this.pageIsFree = true;
  }

  /** The list has come to its end, so it was none of those that do not. */
  listEnded(): void {
    this.pages.giveBack(this.pagesTaken);
    this.pagesTaken = 0;
  }

  /** The list is given up: what it took is gone. */
  listBegins(): void {
    this.pagesTaken = 0;
    this.pageIsFree = false;
  }
}
