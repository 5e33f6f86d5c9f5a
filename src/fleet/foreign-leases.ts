import type { Clock } from '../base/clock.ts';
import { FLEET_LABEL } from '../sharding/lease-values.ts';
import type { Log } from '../telemetry/log.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';

export interface ForeignLeasesOptions {
  readonly fleet: string;
  readonly namespace: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each name when it turns out to be another application's, and when it is so no longer. */
  readonly onForeign: (name: string, foreign: boolean) => void;
}

/** Time after which a name of another application is checked again. */
const RECHECK_MS = 60_000;
/** Without the permission to read Leases by name: conflicts that nothing explains, before a name is given up. */
const UNEXPLAINED = 3;

interface Conflicts {
  readonly since: number;
  count: number;
}

/** Names of the fleet's that other applications have Leases of. Those are left alone, and reported once a minute. */
export class ForeignLeases {
  private readonly options: ForeignLeasesOptions;
  private readonly checkedAt = new Map<string, number>();
  private readonly conflicts = new Map<string, Conflicts>();
  private readonly sparing: SparingLog;

  constructor(options: ForeignLeasesOptions) {
    this.options = options;
    this.sparing = new SparingLog(() => options.clock.now());
  }

  /** The first of the names that is free; undefined: none. */
  pick(names: readonly string[]): string | undefined {
    return names.find((name) => !this.checkedAt.has(name));
  }

  /** All names that are not free. */
  get names(): Iterable<string> {
    return this.checkedAt.keys();
  }

  /** One that has not been looked at for long. */
  get due(): string | undefined {
    const now = this.options.clock.now();
    for (const [name, at] of this.checkedAt) if (now - at >= RECHECK_MS) return name;
    return undefined;
  }

  /** The Lease of that name was read, and it is not the fleet's. */
  found(name: string): void {
    this.mark(name, `it does not have the label ${FLEET_LABEL}=${this.options.fleet}`);
  }

  /**
   * A Lease of that name exists already, and it may not be read, and no watch has brought it for `patienceMs`: it is not of
   * the fleet. A watch that is only late would have.
   */
  unexplained(name: string, patienceMs: number): void {
    const now = this.options.clock.now();
    const known = this.conflicts.get(name) ?? { since: now, count: 0 };
    known.count++;
    this.conflicts.set(name, known);
    if (known.count < UNEXPLAINED || now - known.since < patienceMs) return;
    this.mark(name, `it exists without the label ${FLEET_LABEL}=${this.options.fleet}`);
  }

  /** The fleet has a Lease of that name, or nobody. */
  free(name: string): void {
    this.conflicts.delete(name);
    this.forget(name);
  }

  /** Nothing new could be found out: it is tried again. */
  forget(name: string): void {
    if (!this.checkedAt.delete(name)) return;
    this.options.onForeign(name, false);
  }

  private mark(name: string, why: string): void {
    const { namespace, clock, log, onForeign } = this.options;
    const known = this.checkedAt.has(name);
    this.checkedAt.set(name, clock.now());
    if (!known) onForeign(name, true);
    if (!this.sparing.next(name)) return;
    const lease = `${namespace}/${name}`;
    log.warn({ lease, why }, 'the Lease belongs to another application; delete it or choose another --shard-lease');
  }
}
