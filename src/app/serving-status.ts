import type { LeaseMember } from '../fleet/lease-member.ts';
import type { Readiness } from '../pipeline/readiness.ts';
import type { ScrapeState } from '../server/metrics-routes.ts';

/**
 * Serving state for probes and scrapes: whether the initial sync is complete, and whether this replica holds its shard.
 */
export class ServingStatus {
  private readonly readiness: Readiness;
  private readonly fleet: () => Pick<LeaseMember, 'role'> | undefined;

  constructor(readiness: Readiness, fleet: () => Pick<LeaseMember, 'role'> | undefined) {
    this.readiness = readiness;
    this.fleet = fleet;
  }

  state(): ScrapeState {
    const role = this.fleet()?.role;
    if (role === 'standby') return 'standby';
    const synced = this.readiness.ready();
    return synced && (role === undefined || role === 'serving') ? 'ready' : 'syncing';
  }

  ready(): boolean {
    return this.state() === 'ready';
  }

  report(): readonly string[] {
    const role = this.fleet()?.role;
    return [...(role ? [`${role.padEnd(8)} --shard-lease`] : []), ...this.readiness.report()];
  }
}
