import type { Clock } from '../base/clock.ts';

/** A store, as far as the flusher uses it. */
export interface Flushable {
  readonly pendingBytes: number;
  /** Work under way on what a list brought. */
  readonly filled: ReadonlySet<Promise<void>>;
  /** Makes all changes visible. */
  flush(): Promise<void>;
  /** Makes the largest ones visible that free so much memory. */
  flushBytes(bytes: number): Promise<void>;
}

/** Changes that wait for longer than this without further ones are made visible, so that a scrape finds them ready. */
const QUIET_MS = 1_000;
const LOOK_MS = 500;
/**
 * Memory that pending changes may use. Changes of the same family and block that wait together cost one compression.
 */
export const PENDING_BYTES = 48 * 1024 * 1024;

/** Blocks of a list that wait to be compressed, at most: those of pods take 0.4 MB each. */
const FILLED_BLOCKS = 6;

/**
 * Flushes in the background: after a quiet time, and when much is pending. The next scrape flushes the rest: steady
 * changes are left to it, because each flush costs the same however many changes it includes.
 */
export class Flusher {
  private readonly stores: () => readonly Flushable[];
  private readonly clock: Clock;
  private readonly observe: (seconds: number) => void;
  private readonly bound: number;
  private lastBytes = 0;
  private quietSince = 0;
  private draining: Promise<void> | undefined;
  private cancel = (): void => {};

  /** `observe` is told how long each flush of everything took. */
  constructor(
    stores: () => readonly Flushable[],
    clock: Clock,
    observe: (seconds: number) => void,
    bound = PENDING_BYTES,
  ) {
    this.stores = stores;
    this.clock = clock;
    this.observe = observe;
    this.bound = bound;
  }

  start(): void {
    this.cancel = this.clock.after(LOOK_MS, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.cancel();
  }

  /** Makes everything visible that is known now, of all stores or of some. */
  async flush(stores: readonly Flushable[] = this.stores()): Promise<void> {
    const start = this.clock.now();
    await Promise.all(stores.map((store) => store.flush()));
    this.observe((this.clock.now() - start) / 1000);
  }

  /** For those who bring changes: undefined, or what to wait for before bringing more. */
  pressure(): Promise<void> | undefined {
    const stores = this.stores();
    let filled = 0;
    let bytes = 0;
    for (const store of stores) {
      filled += store.filled.size;
      bytes += store.pendingBytes;
    }
    // A list comes faster than it can be compressed.
    if (filled > FILLED_BLOCKS) return Promise.race(stores.flatMap((store) => [...store.filled]));
    if (bytes < this.bound) return undefined;
    this.draining ??= this.drain(bytes - this.bound / 2).finally(() => {
      this.draining = undefined;
    });
    return bytes < 2 * this.bound ? undefined : this.draining;
  }

  private async drain(bytes: number): Promise<void> {
    const bySize = [...this.stores()].sort((a, b) => b.pendingBytes - a.pendingBytes);
    let rest = bytes;
    await Promise.all(
      bySize.map((store) => {
        const share = Math.min(rest, store.pendingBytes);
        rest -= share;
        return share > 0 ? store.flushBytes(share) : undefined;
      }),
    );
  }

  private look(): void {
    const bytes = this.pendingBytes();
    const now = this.clock.now();
    if (bytes !== this.lastBytes) {
      this.lastBytes = bytes;
      this.quietSince = now;
    } else if (bytes > 0 && now - this.quietSince >= QUIET_MS) {
      void this.flush();
    }
  }

  private pendingBytes(): number {
    let bytes = 0;
    for (const store of this.stores()) bytes += store.pendingBytes;
    return bytes;
  }
}
