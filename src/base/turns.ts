import type { Clock } from './clock.ts';

/**
 * Work that many tasks share between two turns of the event loop: together they get `sliceMs`, then one task runs per
 * turn, in order of arrival. So timers and other requests wait for at most one slice, however many tasks there are.
 */
export class Turns {
  private readonly clock: Clock;
  private readonly sliceMs: number;
  private readonly waiting: (() => void)[] = [];
  private spentMs = 0;
  private turning = false;

  constructor(clock: Clock, sliceMs = 10) {
    this.clock = clock;
    this.sliceMs = sliceMs;
  }

  /** Undefined where there is time left for a piece of work now; else what to wait for before it. */
  next(): Promise<void> | undefined {
    if (this.spentMs < this.sliceMs && this.waiting.length === 0) return undefined;
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.turn();
    });
  }

  /** Does a piece of work, which counts. */
  run<T>(work: () => T): T {
    const since = this.clock.now();
    try {
      return work();
    } finally {
      this.spentMs += this.clock.now() - since;
      this.turn();
    }
  }

  private turn(): void {
    if (this.turning) return;
    this.turning = true;
    void this.clock.turn().then(() => {
      this.turning = false;
      this.spentMs = 0;
      this.waiting.shift()?.();
      if (this.waiting.length > 0) this.turn();
    });
  }
}
