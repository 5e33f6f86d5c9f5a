import type { Clock } from '../base/clock.ts';

/** A reader that takes less than this a second will not have a large answer before it is cut off anyway. */
const SLOW_BYTES_PER_S = 128 * 1024;
/** A reader is not called slow before. */
const SLOW_AFTER_MS = 5_000;

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
        held.since ??= clock.now();
        held.bytes = bytes;
      },
      leave: () => this.held.delete(held),
    };
  }

  /** Cuts up to so many slow readers, the longest first. */
  private cutSlow(most: number): void {
    const { clock, onReject } = this.options;
    const now = clock.now();
    const slow = [...this.held].filter(({ since, bytes }) => {
      const ms = now - (since ?? now);
      return ms >= SLOW_AFTER_MS && bytes < (ms / 1000) * SLOW_BYTES_PER_S;
    });
    for (const each of slow.slice(0, most)) {
      this.held.delete(each);
      each.cut();
      onReject('slow');
    }
  }
}
