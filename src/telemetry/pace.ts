import type { Clock } from '../base/clock.ts';

const MINUTE_MS = 60_000;

/** Says whether a line is to be logged that may be due all the time: once a minute per key. Keys are few: names of Leases. */
export class Pace {
  private readonly clock: Clock;
  private readonly last = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Whether the last time is a minute ago; it is now then. */
  due(key: string): boolean {
    const now = this.clock.now();
    if (now - (this.last.get(key) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return false;
    this.last.set(key, now);
    return true;
  }
}
