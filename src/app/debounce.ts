import type { Clock } from '../base/clock.ts';

/** Returns a function that calls `action` once after `ms`, however often it is called until then. */
export function debounce(clock: Clock, ms: number, action: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    clock.after(ms, () => {
      waiting = false;
      action();
    });
  };
}
