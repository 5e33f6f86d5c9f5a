import type { Clock } from '../base/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { FirstRead } from './first-read.ts';
import type { WatchState } from './watch-states.ts';

/** Watches that have not been tried yet are waited for this long before the first line. */
const PATIENCE_MS = 10_000;

/** Waits between the lines: they double from the first to the last. */
const FIRST_WAIT_MS = 60_000;
const LAST_WAIT_MS = 15 * 60_000;

/** Steps for an operator, by the reason that most watches have. */
const ADVICE: Readonly<Record<string, string>> = {
  unreachable:
    'check the address in --apiserver or the kubeconfig, DNS, network policies and the certificate authority',
  '401': 'check the credentials: the token of the service account, or the user in the kubeconfig',
  '403': 'grant the permissions that `kube-state-metrics rbac` prints',
  '404': 'check that --apiserver or the kubeconfig names a Kubernetes API server',
};
const OTHER_ADVICE = 'see `detail`, and the log of the API server';

/** Says why nothing is served while nothing could be read from the API server, and what to do: a line for all resources, ever more rarely. */
export class StartReport {
  private readonly clock: Clock;
  private readonly log: Pick<Log, 'error'>;
  private readonly firstRead: FirstRead;
  private nextAt = 0;
  private waitMs = FIRST_WAIT_MS;
  private failedAt: number | undefined;

  constructor(clock: Clock, log: Pick<Log, 'error'>, firstRead: FirstRead) {
    this.clock = clock;
    this.log = log;
    this.firstRead = firstRead;
  }

  /** Takes the watches as they are now; to be called every second or so until the first sync is complete. */
  look(watches: readonly (readonly [path: string, state: WatchState])[]): void {
    if (this.firstRead.happened) return;
    const failed = watches.filter(([, { detail }]) => detail !== '');
    if (failed.length === 0) return;
    const now = this.clock.now();
    this.failedAt ??= now;
    if (failed.length < watches.length && now - this.failedAt < PATIENCE_MS) return;
    if (now < this.nextAt) return;
    this.nextAt = now + this.waitMs;
    this.waitMs = Math.min(2 * this.waitMs, LAST_WAIT_MS);
    const counts = countReasons(failed);
    const [main] = [...counts].toSorted((a, b) => b[1] - a[1])[0]!;
    const [path, { detail }] = failed.find(([, state]) => reasonOf(state) === main)!;
    const advice = ADVICE[main] ?? OTHER_ADVICE;
    const text = 'nothing could be read from the API server; not ready, and /metrics returns 503';
    this.log.error({ watches: watches.length, reasons: Object.fromEntries(counts), path, detail, advice }, text);
  }
}

/** Counts watches by status code, or by the kind of failure: the first word of the detail. */
function countReasons(failed: readonly (readonly [string, WatchState])[]): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  for (const [, state] of failed) {
    const reason = reasonOf(state);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}

function reasonOf({ detail }: WatchState): string {
  return /^\w+/.exec(detail)?.[0] ?? 'other';
}
