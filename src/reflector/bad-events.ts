import type { Waits } from './machine.ts';

/** Without a bad event for this long, the earlier ones are forgiven. */
const FORGIVEN_MS = 600_000;

/** Delay of the relist that follows events that could not be decoded. Pure: the caller passes the time. */
export class BadEvents {
  private readonly waits: Pick<Waits, 'firstMs' | 'refusedMaxMs'>;
  private streak = 0;
  private lastMs = 0;

  constructor(waits: Pick<Waits, 'firstMs' | 'refusedMaxMs'>) {
    this.waits = waits;
  }

  /** One came: the time until the relist, none for the first one and ever more for those that follow it. */
  next(now: number): number {
    if (now - this.lastMs >= FORGIVEN_MS) this.streak = 0;
    this.lastMs = now;
    const { firstMs, refusedMaxMs } = this.waits;
    const ms = this.streak === 0 ? 0 : Math.min(firstMs * 2 ** Math.min(this.streak, 20), refusedMaxMs);
    this.streak++;
    return ms;
  }
}
