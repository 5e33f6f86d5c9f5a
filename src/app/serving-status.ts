import type { LeaseMember } from '../fleet/lease-member.ts';
import type { Readiness } from '../pipeline/readiness.ts';
import type { ScrapeState } from '../server/metrics-routes.ts';

/** A member of a fleet as far as its serving state depends on it. */
type Member = Pick<LeaseMember, 'role' | 'isWarm'>;

/**
 * Serving state for probes and scrapes: whether the initial sync is complete, and whether this replica holds its shard. A
 * standby is ready when it could take over, so that rollouts complete and disruption budgets count it, unless --standby-unready
 * keeps it out of a Service that is scraped by its address.
 */
export class ServingStatus {
  private readonly readiness: Readiness;
  private readonly fleet: () => Member | undefined;
  private readonly standbyUnready: boolean;

  constructor(readiness: Readiness, fleet: () => Member | undefined, standbyUnready: boolean) {
    this.readiness = readiness;
    this.fleet = fleet;
    this.standbyUnready = standbyUnready;
  }

  /** Returns the state for scrapes, on which --standby-unready has no effect. */
  state(): ScrapeState {
    const role = this.fleet()?.role;
    if (role === 'standby') return 'standby';
    const synced = this.readiness.ready();
    return synced && (role === undefined || role === 'serving') ? 'ready' : 'syncing';
  }

  /** Whether `/readyz` returns 200. */
  ready(): boolean {
    const member = this.fleet();
    if (member?.role !== 'standby') return this.state() === 'ready';
    return !this.standbyUnready && member.isWarm && this.readiness.ready();
  }

  report(): readonly string[] {
    const member = this.fleet();
    return [...(member ? [this.memberLine(member)] : []), ...this.readiness.report()];
  }

  private memberLine({ role, isWarm }: Member): string {
    const line = `${role.padEnd(8)} --shard-lease`;
    if (role !== 'standby') return line;
    if (!isWarm) return `${line}: the share of a shard has not been read yet`;
    return this.standbyUnready ? `${line}: not ready because of --standby-unready` : `${line}: could take over`;
  }
}
