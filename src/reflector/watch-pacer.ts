import type { Clock } from '../base/clock.ts';

/**
 * Watches rest for so long between one look at what has arrived and the next: events that are taken together cost less, as
 * what they need is in the processor's caches from the second on (docs/decisions/0008-events.md). An API server keeps about a
 * second of events for a watch that is slow (k8s.io/apiserver, suggestedWatchChannelSize).
 */
const BEAT_MS = 300;
/** A watch that may be behind looks again after this: longer than a way through a network and back. */
const SOON_MS = 10;
/** Catching up ends after this, whatever still arrives. */
const CATCH_UP_MS = 250;

/** Common pause of live watches, so that the process wakes up once for all of them. */
export class WatchPacer {
  private readonly clock: Clock;
  private readonly resting = new Set<() => void>();
  private cancel: (() => void) | undefined;
  private arrivals = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** A live watch took something from its connection. */
  arrived(): void {
    this.arrivals++;
  }

  /** Resolves at the next pacer, or soon where the watch may be behind; at once when somebody catches up or on abort. */
  rest(signal: AbortSignal, behind: boolean): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel?.();
        this.resting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = behind ? this.clock.after(SOON_MS, end) : undefined;
      if (!behind) this.cancel ??= this.clock.after(BEAT_MS, () => this.endRests());
      this.resting.add(end);
      signal.addEventListener('abort', end);
    });
  }

  /** Ends all rests. Resolves when the watches have taken what had arrived, which is bounded. */
  async drain(): Promise<void> {
    const since = this.clock.now();
    this.endRests();
    let seen: number;
    do {
      seen = this.arrivals;
      // A watch that has worked for long may leave the first turn to others.
      for (let turn = 0; turn < 2; turn++) await this.clock.turn();
    } while (this.arrivals !== seen && this.clock.now() - since < CATCH_UP_MS);
  }

  private endRests(): void {
    this.cancel?.();
    this.cancel = undefined;
    for (const end of [...this.resting]) end();
  }
}
