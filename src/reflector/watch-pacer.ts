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

/** The pace of the watches of one owner. */
export interface PacerGroup {
  /** A live watch took something from its connection. */
  arrived(): void;
  /** Resolves at the next beat, or soon where the watch may be behind; at once when somebody drains it or on abort. */
  rest(signal: AbortSignal, behind: boolean): Promise<void>;
}

interface Group extends PacerGroup {
  readonly resting: Set<() => void>;
  arrivals: number;
}

/** The rests that live watches take, together, so that the process wakes up once for all of them. */
export class WatchPacer implements PacerGroup {
  private readonly clock: Clock;
  private readonly groups = new Set<Group>();
  private readonly own: Group;
  private cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
    this.own = this.open();
  }

  arrived(): void {
    this.own.arrived();
  }

  rest(signal: AbortSignal, behind: boolean): Promise<void> {
    return this.own.rest(signal, behind);
  }

  /** Opens the pace of an owner whose watches can be drained apart from the others. */
  group(): PacerGroup {
    return this.open();
  }

  /** The owner has no watches any more. */
  leave(pace: PacerGroup): void {
    this.groups.delete(pace as Group);
  }

  /**
   * Ends the rests of all watches, as those that share a connection are read together. Resolves when the watches of the given
   * owners, by default all, have taken what had arrived, which is bounded.
   */
  async drain(paces?: readonly PacerGroup[]): Promise<void> {
    const groups = paces ? (paces as readonly Group[]) : [...this.groups];
    const since = this.clock.now();
    for (const group of this.groups) endRests(group);
    let seen: number;
    do {
      seen = arrivalsOf(groups);
      // A watch that has worked for long may leave the first turn to others.
      for (let turn = 0; turn < 2; turn++) await this.clock.turn();
    } while (arrivalsOf(groups) !== seen && this.clock.now() - since < CATCH_UP_MS);
  }

  private open(): Group {
    const resting = new Set<() => void>();
    const group: Group = {
      resting,
      arrivals: 0,
      arrived: () => group.arrivals++,
      rest: (signal, behind) => this.restIn(resting, signal, behind),
    };
    this.groups.add(group);
    return group;
  }

  private restIn(resting: Set<() => void>, signal: AbortSignal, behind: boolean): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel?.();
        resting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = behind ? this.clock.after(SOON_MS, end) : undefined;
      if (!behind) this.cancel ??= this.clock.after(BEAT_MS, () => this.beat());
      resting.add(end);
      signal.addEventListener('abort', end);
    });
  }

  private beat(): void {
    this.cancel = undefined;
    for (const group of this.groups) endRests(group);
  }
}

function endRests({ resting }: Group): void {
  for (const end of [...resting]) end();
}

function arrivalsOf(groups: readonly Group[]): number {
  let arrivals = 0;
  for (const group of groups) arrivals += group.arrivals;
  return arrivals;
}
