import type { Clock } from '../base/clock.ts';

/** Rate limit of requests: up to `burst` at once, and one more each interval (golang.org/x/time/rate). */
export class TokenBucket {
  private readonly clock: Clock;
  private readonly burst: number;
  private readonly intervalMs: number;
  private tokens: number;
  private at: number;

  constructor(clock: Clock, burst: number, intervalMs: number) {
    this.clock = clock;
    this.burst = burst;
    this.intervalMs = intervalMs;
    this.tokens = burst;
    this.at = clock.now();
  }

  /** Whether a request may pass now. A negative interval limits nothing. */
  take(): boolean {
    if (this.intervalMs < 0) return true;
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.at) / this.intervalMs);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
