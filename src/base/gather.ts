import type { Clock } from './clock.ts';

/**
 * Does work once for all who ask for it before it begins; one after the other. It begins in a later turn of the event loop than the
 * first one asked, and when the work before has ended. `work` is told when it was first asked for. What a caller gets was
 * begun after the call.
 */
export function gather<T>(clock: Clock, work: (askedMs: number) => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;
  let before: Promise<unknown> = Promise.resolve();
  return () => {
    if (next) return next;
    const askedMs = clock.now();
    next = before
      .then(() => clock.turn())
      .then(() => {
        next = undefined;
        return work(askedMs);
      });
    // Without its value, which may be large and would be kept until the next call.
    before = next.then(nothing, nothing);
    return next;
  };
}

function nothing(): void {}
