import type { Clock } from '../base/clock.ts';

/** Attempts of one kind, one at a time. After each failure the next attempt waits longer, up to a limit. */
export class RetryLane {
  private readonly clock: Clock;
  private readonly firstMs: number;
  private readonly maxMs: number;
  private running: Promise<void> | undefined;
  private failures = 0;
  private notBefore = Number.NEGATIVE_INFINITY;
  /** When the last attempt began, unless it failed: then it is as if there had been none. */
  triedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, firstMs: number, maxMs: number) {
    this.clock = clock;
    this.firstMs = firstMs;
    this.maxMs = maxMs;
  }

  /** Whether an attempt may begin. */
  get open(): boolean {
    return !this.running && this.clock.now() >= this.notBefore;
  }

  /** Begins an attempt, which resolves to whether it succeeded and does not reject. */
  run(attempt: () => Promise<boolean>): void {
    this.triedAt = this.clock.now();
    this.running = attempt().then((succeeded) => {
      this.running = undefined;
      if (succeeded) this.failures = 0;
      else this.failed();
    });
  }

  /** Resolves when no attempt is under way. */
  async settled(): Promise<void> {
    await this.running;
  }

  private failed(): void {
    const ms = Math.min(this.firstMs * 2 ** Math.min(this.failures++, 20), this.maxMs);
    this.notBefore = this.clock.now() + ms * (0.5 + this.clock.random() / 2);
    this.triedAt = Number.NEGATIVE_INFINITY;
  }
}
