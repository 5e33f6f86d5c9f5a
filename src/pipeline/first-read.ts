/**
 * Knowledge of whether anything could be read from the API server yet. Until then nothing is served, and the failures of single
 * resources have one cause: their log lines wait, because one line for all says it better (`src/pipeline/start-report.ts`).
 */
export class FirstRead {
  private done = false;
  private readonly waiting = new Map<string, () => void>();

  /** Whether any resource has been synced. */
  get happened(): boolean {
    return this.done;
  }

  /** Runs `say` now, or when the first resource is synced; of several with one key, the last one. */
  afterwards(key: string, say: () => void): void {
    if (this.done) say();
    else this.waiting.set(key, say);
  }

  /** Drops a line that waits, because its watch has recovered or is gone. */
  drop(key: string): void {
    this.waiting.delete(key);
  }

  /** A resource has been synced. */
  happen(): void {
    if (this.done) return;
    this.done = true;
    for (const say of this.waiting.values()) say();
    this.waiting.clear();
  }
}
