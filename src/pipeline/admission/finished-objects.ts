import type { Clock } from '../../base/clock.ts';
import type { Identified } from '../../model/meta.ts';
import type { Expiry } from '../../model/resource.ts';
import { ADMITTED, type AdmissionPolicy, REJECTED, type Verdict } from './policy.ts';

/** How often objects that are shown are checked. */
const CHECK_MS = 5_000;

/** Rejects objects that ended longer ago than a maximum age (--finished-pod-max-age). */
export class FinishedObjects implements AdmissionPolicy {
  private readonly maxAgeMs: number;
  private readonly clock: Clock;
  private readonly expiry: Expiry;
  /** Objects that are shown and have ended: when they are due to go, in Unix milliseconds. */
  private readonly due = new Map<string, number>();
  private cancel: (() => void) | undefined;

  constructor(maxAgeMs: number, expiry: Expiry, clock: Clock) {
    this.maxAgeMs = maxAgeMs;
    this.expiry = expiry;
    this.clock = clock;
  }

  enter(id: string, object: Identified): Verdict {
    const ended = this.expiry.endedAtMs(object);
    this.due.delete(id);
    if (ended === undefined) return ADMITTED;
    const due = ended + this.maxAgeMs;
    if (due <= this.clock.unixMs()) return REJECTED;
    this.due.set(id, due);
    return ADMITTED;
  }

  leave(id: string): boolean {
    this.due.delete(id);
    return false;
  }

  /** Calls `remove` for each object as its time comes, until stopped. */
  start(remove: (id: string) => void): void {
    this.cancel = this.clock.after(Math.min(CHECK_MS, this.maxAgeMs), () => {
      const now = this.clock.unixMs();
      for (const [id, due] of this.due) if (due <= now) remove(id);
      this.start(remove);
    });
  }

  stop(): void {
    this.cancel?.();
  }
}
