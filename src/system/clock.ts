import { type Clock, clampTimers } from '../base/clock.ts';

/** Node's own clock, timers and randomness. */
export const systemClock: Clock = {
  now: () => performance.now(),
  unixMs: Date.now,
  after: clampTimers((ms, callback) => {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  }),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  random: Math.random,
};

/** Waits for milliseconds; the process stays alive for them, unlike for timers of the clock. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
