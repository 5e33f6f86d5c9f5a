import type { Clock } from '../base/clock.ts';
import type { SyncLimiter } from './sync-limiter.ts';

/** A first sync that has brought nothing new for this long lets the next one in. */
const IDLE_MS = 10_000;
/** It does so anyway after this long: others wait no longer for one that is large, slow, or without an end. */
const LONG_MS = 60_000;

/** A reflector's turn at the sync limiter, which it keeps only while it makes progress. */
export class Turn {
  private readonly syncLimiter: SyncLimiter;
  private readonly clock: Clock;
  private readonly rank: number;
  private readonly brought: () => number;
  private leaveLimiter: (() => void) | undefined;
  private cancel: (() => void) | undefined;

  /** `brought` counts what the sync has brought. */
  constructor(syncLimiter: SyncLimiter, clock: Clock, rank: number, brought: () => number) {
    this.syncLimiter = syncLimiter;
    this.clock = clock;
    this.rank = rank;
    this.brought = brought;
  }

  /** Resolves when it is this one's turn. */
  async enter(): Promise<void> {
    if (this.leaveLimiter) return;
    this.leaveLimiter = await this.syncLimiter.enter(this.rank);
    this.look(this.clock.now(), this.brought());
  }

  leave(): void {
    this.cancel?.();
    this.leaveLimiter?.();
    this.leaveLimiter = undefined;
  }

  private look(since: number, before: number): void {
    this.cancel = this.clock.after(IDLE_MS, () => {
      const now = this.brought();
      if (now === before || this.clock.now() - since >= LONG_MS) this.leave();
      else this.look(since, now);
    });
  }
}
