import type { Clock } from '../base/clock.ts';

/**
 * A reader that takes less than this in so long is slow: it will not have a large answer before --server-write-timeout anyway.
 * What has been taken altogether says little, as the kernel takes some megabytes for it at once.
 */
const SLOW_BYTES = 640 * 1024;
const SLOW_MS = 5_000;

/** Why a request is not answered: there are too many, its reader is too slow, or its connection sent too many ahead. */
export type Rejection = 'busy' | 'slow' | 'pipelined';

/** An answer under way. */
export interface Slot {
  /** So many bytes of it have been taken; the first call says that it begins. */
  wrote(bytes: number): void;
  /** To be called once, at its end. */
  leave(): void;
}

interface Held {
  readonly cut: () => void;
  /** When it began, or had last taken SLOW_BYTES, and how much that was altogether. */
  since: number | undefined;
  bytes: number;
}

export interface AdmissionOptions {
  readonly clock: Clock;
  /** Answers under way at once. */
  readonly most: number;
  /** Whether what old answers hold back is too much. */
  readonly pressed?: () => boolean;
  readonly onReject: (reason: Rejection) => void;
}

/** Bounds how many answers are under way. Slow readers make room for others. */
export class Admission {
  private readonly options: AdmissionOptions;
  /** In the order in which they came. */
  private readonly held = new Set<Held>();

  constructor(options: AdmissionOptions) {
    this.options = options;
  }

  get underWay(): number {
    return this.held.size;
  }

  /** Lets an answer begin, which `cut` ends early; undefined where there are too many. */
  enter(cut: () => void): Slot | undefined {
    const { most, pressed, onReject, clock } = this.options;
    if (pressed?.()) this.cutSlow(Number.POSITIVE_INFINITY);
    if (this.held.size >= most) this.cutSlow(1);
    if (this.held.size >= most) {
      onReject('busy');
      return undefined;
    }
    const held: Held = { cut, since: undefined, bytes: 0 };
    this.held.add(held);
    return {
      wrote: (bytes) => {
        if (held.since !== undefined && bytes - held.bytes < SLOW_BYTES) return;
        held.since = clock.now();
        held.bytes = bytes;
      },
      leave: () => this.held.delete(held),
    };
  }

  /** Cuts up to `most` slow readers, those that came first. */
  private cutSlow(most: number): void {
    const { clock, onReject } = this.options;
    const now = clock.now();
    const slow = [...this.held].filter(({ since }) => now - (since ?? now) >= SLOW_MS);
    for (const each of slow.slice(0, most)) {
      this.held.delete(each);
      each.cut();
      onReject('slow');
    }
  }
}
