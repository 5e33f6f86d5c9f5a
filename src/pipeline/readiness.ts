import type { WatchState, WatchStates } from './watch-states.ts';

/**
 * Progress of the initial sync. It is complete when each watch has synced, was refused by the API server, or has not synced
 * within the timeout (docs/decisions/0017-sync-ladder.md). If there is anything to watch, at least one watch must have synced,
 * because an empty response would be a wrong one. Once complete, it stays complete.
 */
export class Readiness {
  private readonly timeoutMs: number;
  private readonly startedAt: number;
  private readonly now: () => number;
  private readonly onComplete: () => void;
  private watched: readonly WatchStates[] = [];
  private complete = false;
  /** Before it is known what to wait for, nothing is complete. */
  private started = false;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(timeoutMs: number, now: () => number, onComplete: () => void) {
    this.timeoutMs = timeoutMs;
    this.startedAt = now();
    this.now = now;
    this.onComplete = onComplete;
  }

  /** The watches that serve from now on, in the order of the report. */
  watch(watched: readonly WatchStates[]): void {
    for (const states of this.watched) states.onChange = () => {};
    this.watched = watched;
    for (const states of watched) states.onChange = () => void this.ready();
    this.ready();
  }

  /** All that is to be waited for is known: where that is nothing, the first sync is complete. */
  begin(): void {
    this.started = true;
    this.ready();
  }

  ready(): boolean {
    if (!this.complete && this.started && this.isComplete()) {
      this.complete = true;
      this.onComplete();
    }
    return this.complete;
  }

  /** A line for each watch: its state, its path and what is the matter. */
  report(): readonly string[] {
    return this.entries().map(([path, w]) => `${w.health.padEnd(8)} ${path}${w.detail && `: ${w.detail}`}`);
  }

  /** The watches that serve, by path. */
  entries(): (readonly [string, WatchState])[] {
    return this.watched.flatMap((states) => states.entries());
  }

  private isComplete(): boolean {
    const late = this.now() - this.startedAt > this.timeoutMs;
    const states = this.entries().map(([, state]) => state);
    const some = states.length === 0 || states.some(({ everSynced }) => everSynced);
    return some && (late || states.every(({ health, everSynced }) => everSynced || health === 'refused'));
  }
}
