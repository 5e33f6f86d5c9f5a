import type { Clock } from './clock.ts';

interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** Bounded cache whose values expire; those who ask for the same key while it is looked up share the lookup. */
export class ExpiringCache<T> {
  private readonly clock: Clock;
  private readonly capacity: number;
  private readonly entries = new Map<string, Entry<T>>();
  private readonly lookups = new Map<string, Promise<T>>();

  constructor(clock: Clock, capacity: number) {
    this.clock = clock;
    this.capacity = capacity;
  }

  /**
   * Returns the value of a key, from the cache or by a lookup. `ttlMs` says how long a value is kept; 0: not at all. A lookup that
   * rejects is not kept.
   */
  get(key: string, lookUp: () => Promise<T>, ttlMs: (value: T) => number): Promise<T> {
    const entry = this.entries.get(key);
    if (entry && this.clock.now() < entry.until) return Promise.resolve(entry.value);
    const running = this.lookups.get(key);
    if (running) return running;
    const lookup = lookUp()
      .then((value) => {
        this.keep(key, value, ttlMs(value));
        return value;
      })
      .finally(() => this.lookups.delete(key));
    this.lookups.set(key, lookup);
    return lookup;
  }

  /** Whether a value of the key is kept, or is being looked up. */
  has(key: string): boolean {
    const entry = this.entries.get(key);
    return (entry !== undefined && this.clock.now() < entry.until) || this.lookups.has(key);
  }

  /** Number of values that are kept. */
  get size(): number {
    return this.entries.size;
  }

  private keep(key: string, value: T, ttlMs: number): void {
    this.entries.delete(key);
    if (ttlMs <= 0) return;
    // The oldest go first.
    for (const oldest of this.entries.keys()) {
      if (this.entries.size < this.capacity) break;
      this.entries.delete(oldest);
    }
    this.entries.set(key, { value, until: this.clock.now() + ttlMs });
  }
}
