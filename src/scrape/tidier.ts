import type { Clock } from '../base/clock.ts';

/** A store, as far as the tidier uses it. */
export interface Tidied {
  readonly pendingBytes: number;
  /** Work under way on what a list brought. */
  readonly filled: ReadonlySet<Promise<void>>;
  /** Repacks up to `most` groups of blocks; `thorough`: even if that gains little. Returns how many it repacked. */
  tidy(thorough: boolean, most: number): Promise<number>;
}

const LOOK_MS = 2_000;
/** Groups of blocks of a resource at a time: each takes the packing thread a few milliseconds. */
const GROUPS = 2;
const GROUPS_WHILE_IDLE = 8;

/**
 * Restores the order of blocks that changes disturb, so that responses and memory stay as small as those of a fresh
 * process: a little at a time while there are changes, thoroughly while there are none.
 */
export class Tidier {
  private readonly stores: () => readonly Tidied[];
  private readonly clock: Clock;
  private cancel = (): void => {};
  private stopped = false;

  constructor(stores: () => readonly Tidied[], clock: Clock) {
    this.stores = stores;
    this.clock = clock;
  }

  start(): void {
    this.cancel = this.clock.after(LOOK_MS, () => void this.look());
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async look(): Promise<void> {
    const stores = this.stores();
    const idle = stores.every(({ pendingBytes, filled }) => pendingBytes === 0 && filled.size === 0);
    // A list needs the packing thread for itself.
    const free = stores.filter(({ filled }) => filled.size === 0);
    if (free.length === stores.length) {
      await Promise.all(free.map((store) => store.tidy(idle, idle ? GROUPS_WHILE_IDLE : GROUPS)));
    }
    if (!this.stopped) this.start();
  }
}
