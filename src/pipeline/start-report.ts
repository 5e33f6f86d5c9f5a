import type { Clock } from '../base/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import type { FirstRead } from './first-read.ts';
import type { WatchState } from './watch-states.ts';

/** Watches that have not been tried yet are waited for this long before the first line. */
const PATIENCE_MS = 10_000;

/** Says why nothing is served while nothing could be read from the API server: one line a minute for all resources. */
export class StartReport {
  private readonly clock: Clock;
  private readonly log: Pick<Log, 'error'>;
  private readonly firstRead: FirstRead;
  private readonly sparing: SparingLog;
  private failedAt: number | undefined;

  constructor(clock: Clock, log: Pick<Log, 'error'>, firstRead: FirstRead) {
    this.clock = clock;
    this.log = log;
    this.firstRead = firstRead;
    this.sparing = new SparingLog(() => clock.now());
  }

  /** Takes the watches as they are now; to be called every second or so until the first sync is complete. */
  look(watches: readonly (readonly [path: string, state: WatchState])[]): void {
    if (this.firstRead.happened) return;
    const failed = watches.filter(([, { detail }]) => detail !== '');
    if (failed.length === 0) return;
    const now = this.clock.now();
    this.failedAt ??= now;
    if (failed.length < watches.length && now - this.failedAt < PATIENCE_MS) return;
    if (!this.sparing.next('start')) return;
    const reasons = Object.fromEntries(countReasons(failed));
    const [path, { detail }] = failed[0]!;
    const text = 'nothing could be read from the API server; not ready, and /metrics returns 503';
    this.log.error({ watches: watches.length, reasons, path, detail }, text);
  }
}

/** Counts watches by status code, or by the kind of failure: the first word of the detail. */
function countReasons(failed: readonly (readonly [string, WatchState])[]): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  for (const [, { detail }] of failed) {
    const reason = /^\w+/.exec(detail)?.[0] ?? 'other';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}
