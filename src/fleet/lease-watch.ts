import type { WatchContext } from '../pipeline/context.ts';
import { watchInternally } from '../pipeline/internal-watch.ts';
import type { Reflector } from '../reflector/reflector.ts';
import { WatchPacer } from '../reflector/watch-pacer.ts';
import { FLEET_LABEL } from '../sharding/lease-values.ts';
import { type LeaseView, leaseShape } from './lease-view.ts';

/** Leases are few, and what they say decides who serves: news of them does not wait for the pacer of the other watches. */
class PromptPacer extends WatchPacer {
  override rest(signal: AbortSignal): Promise<void> {
    return super.rest(signal, true);
  }
}

/** Watches the Leases of a fleet; `onWatching` says whether the known state can be relied on. */
export function followLeases(
  context: WatchContext,
  { fleet, namespace, leases }: { fleet: string; namespace: string; leases: LeaseView },
  onWatching: (works: boolean) => void,
): Reflector {
  const { log } = context;
  const path = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  return watchInternally(
    { ...context, pacer: new PromptPacer(context.clock) },
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
