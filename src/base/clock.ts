/** Time and randomness: a port, which tests and simulations fill in with their own. */
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

/** The longest wait of a native timer: Node's fire after 1 ms where it is longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Starts a native timer of 0 to MAX_TIMER_MS milliseconds; the result cancels it. */
export type StartTimer = (ms: number, callback: () => void) => () => void;

/** Makes a `Clock.after` of native timers: waits of any length become waits that they can take. */
export function clampTimers(startTimer: StartTimer): Clock['after'] {
  return (ms, callback) => {
    if (!Number.isFinite(ms) && ms !== Number.NEGATIVE_INFINITY) return () => {};
    let cancel = (): void => {};
    const start = (left: number): void => {
      const next = left > MAX_TIMER_MS ? () => start(left - MAX_TIMER_MS) : callback;
      cancel = startTimer(Math.min(Math.max(left, 0), MAX_TIMER_MS), next);
    };
    start(ms);
    return () => cancel();
  };
}

/** Calls back every `ms`, the first time after `ms`. The result ends it. */
export function every(clock: Clock, ms: number, callback: () => void): () => void {
  const start = (): (() => void) =>
    clock.after(ms, () => {
      cancel = start();
      callback();
    });
  let cancel = start();
  return () => cancel();
}

/** A signal that is aborted after `ms`, as `AbortSignal.timeout` has it. */
export function timeoutSignal(clock: Clock, ms: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  clock.after(ms, () => controller.abort(reason));
  return controller.signal;
}

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
