import { Beat } from '../reflector/beat.ts';
import type { Reflector } from '../reflector/reflector.ts';
import { FLEET_LABEL } from '../sharding/leasevalues.ts';
import { type FleetLeases, leaseShape } from './fleetview.ts';
import { follow } from './follower.ts';
import type { Surroundings } from './pipeline.ts';

/** Leases are few, and what they say decides who serves: news of them does not wait for the beat of the other watches. */
class PromptBeat extends Beat {
  override rest(signal: AbortSignal): Promise<void> {
    return super.rest(signal, true);
  }
}

/** Follows the Leases of a fleet; `onWatching` is told whether what is known of them can be relied on. */
export function followLeases(
  around: Surroundings,
  { fleet, namespace, leases }: { fleet: string; namespace: string; leases: FleetLeases },
  onWatching: (works: boolean) => void,
): Reflector {
  const { log } = around;
  const path = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  return follow(
    { ...around, beat: new PromptBeat(around.clock) },
    {
      path,
      query: { labelSelector: `${FLEET_LABEL}=${fleet}` },
      form: 'full',
      shape: leaseShape,
      sink: leases,
      onBad: (error) => log.error({ path, error: error.message }, 'a Lease could not be read'),
      onHealth: (health, _, detail) => {
        if (health === 'failing' || health === 'refused')
          log.warn({ path, detail }, 'the Leases of the shards cannot be followed; this replica stays what it is');
        onWatching(health === 'synced');
      },
    },
  );
}
