import type { Health } from '../reflector/machine.ts';

/** States of a resource as self-metrics and `/readyz?verbose` name them. */
export const STATES: readonly Health[] = ['pending', 'synced', 'refused', 'failing'];

interface Watched {
  health: Health;
  everSynced: boolean;
  detail: string;
}

/**
 * Progress of the initial sync. It is complete when each watch has synced, was refused by the API server, or has not synced
 * within the timeout (docs/decisions/0017-sync-ladder.md). If there is anything to watch, at least one watch must have synced,
 * because an empty response would be a wrong one. Once complete, it stays complete.
 */
export class Readiness {
  private readonly watched = new Map<string, Watched>();
  private readonly timeoutMs: number;
  private readonly startedAt: number;
  private readonly now: () => number;
  private readonly onComplete: () => void;
  private complete = false;
  /** Before anything is expected, nothing is complete. */
  private started = false;

  constructor(timeoutMs: number, now: () => number, onComplete: () => void) {
    this.timeoutMs = timeoutMs;
    this.startedAt = now();
    this.now = now;
    this.onComplete = onComplete;
  }

  /** A watch that has to be waited for. */
  expect(name: string): void {
    this.watched.set(name, { health: 'pending', everSynced: false, detail: '' });
  }

  /** All that is to be waited for is known: where that is nothing, the first sync is complete. */
  begun(): void {
    this.started = true;
    this.ready();
  }

  /** A watch that is followed no longer. */
  forget(name: string): void {
    this.watched.delete(name);
  }

  update(name: string, health: Health, everSynced: boolean, detail: string): void {
    this.watched.set(name, { health, everSynced, detail });
    this.ready();
  }

  ready(): boolean {
    if (!this.complete && this.started && this.isComplete()) {
      this.complete = true;
      this.onComplete();
    }
    return this.complete;
  }

  report(): readonly string[] {
    return [...this.watched].map(([name, w]) => `${w.health.padEnd(8)} ${name}${w.detail && `: ${w.detail}`}`);
  }

  private isComplete(): boolean {
    const late = this.now() - this.startedAt > this.timeoutMs;
    const watched = [...this.watched.values()];
    const some = watched.length === 0 || watched.some(({ everSynced }) => everSynced);
    return some && (late || watched.every(({ health, everSynced }) => everSynced || health === 'refused'));
  }
}
