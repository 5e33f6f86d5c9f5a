/** Time and chance, as the parts that do I/O are given them: tests give their own. */
export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970: the time of day. */
  unixMs(): number;
  /**
   * Calls back once after `ms`, which may be any number: at once where it is 0 or less, never where it is Infinity or NaN.
   * The result cancels it. Does not keep the process alive.
   */
  after(ms: number, callback: () => void): () => void;
  /** Resolves in the next turn of the event loop, so that timers and other requests get theirs. */
  turn(): Promise<void>;
  /** Evenly distributed in [0, 1). */
  random(): number;
}

/** Node's timers go wrong beyond this: they fire after 1 ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** The real `Clock.after`. */
export function startTimer(ms: number, callback: () => void): () => void {
  if (!Number.isFinite(ms) && ms !== Number.NEGATIVE_INFINITY) return () => {};
  let timer: NodeJS.Timeout;
  const start = (left: number): void => {
    const next = left > LONGEST_MS ? () => start(left - LONGEST_MS) : callback;
    timer = setTimeout(next, Math.min(Math.max(left, 0), LONGEST_MS));
    timer.unref();
  };
  start(ms);
  return () => clearTimeout(timer);
}

export const systemClock: Clock = {
  now: () => performance.now(),
  unixMs: Date.now,
  after: startTimer,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  random: Math.random,
};

/** Resolves after `ms`, or at once when the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}

/**
 * Yields to the event loop whenever work has run for `sliceMs`. Reading a stream whose bytes are already there would
 * otherwise never leave the microtask queue.
 */
export class TimeSlicer {
  private readonly clock: Clock;
  private readonly sliceMs: number;
  private since: number;

  constructor(clock: Clock, sliceMs = 10) {
    this.clock = clock;
    this.sliceMs = sliceMs;
    this.since = clock.now();
  }

  /** Undefined while the slice lasts; else what to wait for. */
  next(): Promise<void> | undefined {
    if (this.clock.now() - this.since < this.sliceMs) return undefined;
    return this.clock.turn().then(() => {
      this.since = this.clock.now();
    });
  }
}
