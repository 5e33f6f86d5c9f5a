import type { Clock } from '../base/clock.ts';

/** Fewer new objects than this per second are no initial events: those come from the memory of the server. */
const MIN_PER_SECOND = 1;

/**
 * Detects a WatchList that goes on without the bookmark that ends it although events keep coming, which `Patience` takes for
 * progress: changes of objects come after the initial events, and a trickle of new objects is the life of the cluster.
 */
export class InitialEvents {
  private readonly clock: Clock;
  private readonly ms: number;
  private readonly giveUp: (message: string) => void;
  private cancelEnd: (() => void) | undefined;
  private cancelWindow: (() => void) | undefined;
  private objects = 0;
  /** Time since the window began for which the server was not at fault. */
  private pausedMs = 0;
  private ended = false;

  /** `ms`: how long the bookmark may take after the first change, and the window in which new objects are counted. */
  constructor(clock: Clock, ms: number, giveUp: (message: string) => void) {
    this.clock = clock;
    this.ms = ms;
    this.giveUp = giveUp;
  }

  /** So many objects have come since the beginning. */
  arrived(objects: number): void {
    this.objects = objects;
    if (objects > 0 && !this.cancelWindow && !this.ended) this.window();
  }

  /** An object changed or was deleted: the initial events are over. */
  changed(): void {
    if (this.cancelEnd || this.ended) return;
    this.awaitEnd(this.ms);
  }

  /** Something else was waited for this long. */
  paused(ms: number): void {
    this.pausedMs += ms;
  }

  end(): void {
    this.ended = true;
    this.cancelEnd?.();
    this.cancelWindow?.();
  }

  private awaitEnd(ms: number): void {
    const pausedBefore = this.pausedMs;
    this.cancelEnd = this.clock.after(ms, () => {
      const more = this.pausedMs - pausedBefore;
      if (more > 0) this.awaitEnd(more);
      else this.stop('of the first change');
    });
  }

  private window(): void {
    const { objects, pausedMs } = this;
    this.cancelWindow = this.clock.after(this.ms, () => {
      const least = (this.ms / 1000) * MIN_PER_SECOND;
      if (this.pausedMs === pausedMs && this.objects - objects < least) this.stop('and bring hardly any objects');
      else this.window();
    });
  }

  private stop(why: string): void {
    this.end();
    this.giveUp(`the initial events did not end within ${Math.round(this.ms / 1000)} s ${why}`);
  }
}
