import type { ScrapeState } from '../server/metricsserver.ts';
import type { LeaseFleet } from './leasefleet.ts';
import type { Readiness } from './readiness.ts';

/** What probes and scrapes are told: whether the first sync is complete, and whether the shard is this process's to show. */
export class Standing {
  private readonly readiness: Readiness;
  private readonly fleet: () => Pick<LeaseFleet, 'role'> | undefined;

  constructor(readiness: Readiness, fleet: () => Pick<LeaseFleet, 'role'> | undefined) {
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
