import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Periods of the event-loop monitor, during the initial sync and since: a shorter delay may go unnoticed. Each period wakes the
 * process up, which at 20 ms costs a twentieth of what 500 events a second do (docs/decisions/0008-events.md).
 */
const SYNC_RESOLUTION_MS = 20;
const SERVING_RESOLUTION_MS = 50;

/** The longest delays of the event loop: one value for the initial sync, one for the time since. */
export class EventLoopDelays {
  private readonly sync = monitorEventLoopDelay({ resolution: SYNC_RESOLUTION_MS });
  private readonly serving = monitorEventLoopDelay({ resolution: SERVING_RESOLUTION_MS });
  private syncSeconds: number | undefined;

  constructor() {
    this.sync.enable();
  }

  /** Ends the first phase; the second one counts from here. */
  endSync(): void {
    this.syncSeconds = longestSeconds(this.sync.max, SYNC_RESOLUTION_MS);
    this.sync.disable();
    this.serving.enable();
  }

  /** Returns the longest delay of each phase that has begun, in seconds. */
  longest(): { readonly sync: number; readonly serving: number | undefined } {
    if (this.syncSeconds === undefined)
      return { sync: longestSeconds(this.sync.max, SYNC_RESOLUTION_MS), serving: undefined };
    return { sync: this.syncSeconds, serving: longestSeconds(this.serving.max, SERVING_RESOLUTION_MS) };
  }

  /** Stops both monitors, which would otherwise keep waking the process up. */
  stop(): void {
    this.sync.disable();
    this.serving.disable();
  }
}

/** Subtracts the monitor's own period, which is part of what it measures. */
function longestSeconds(maxNanoseconds: number, periodMs: number): number {
  return Math.max(0, maxNanoseconds / 1e9 - periodMs / 1e3);
}
