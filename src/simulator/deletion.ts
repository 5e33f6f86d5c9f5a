import { formatUtc } from '../base/utc-time.ts';
import type { Cluster, Collection } from './cluster.ts';
import { at, type JsonObject, textAt } from './objects.ts';
import type { StoredObject } from './stored.ts';

/** Seconds that pods get to end where they do not say. */
const GRACE_SECONDS = 30;

/**
 * Deletes an object as the API server does: at once, or, where somebody has to clean up first, by marking it. That are the kubelet
 * for pods, the namespace controller, and whoever has set a finalizer; without controllers the first two are not waited for.
 * Gives the last state; undefined where there is no such object.
 */
export function requestDeletion(
  cluster: Cluster,
  collection: Collection,
  namespace: string,
  name: string,
  graceSeconds?: number,
): StoredObject | undefined {
  const found = cluster.get(collection, namespace, name);
  if (!found) return undefined;
  const object = found.value;
  const { plural } = collection.kind;
  const isFinal = (object.metadata.finalizers as readonly string[] | undefined)?.length ? false : graceSeconds === 0;
  const marks = !isFinal && isAwaited(cluster, plural, object);
  if (!marks) return cluster.delete(collection, namespace, name);
  if (object.metadata.deletionTimestamp && graceSeconds === undefined) return found;
  const seconds =
    plural === 'pods'
      ? (graceSeconds ?? Number(at(object, 'spec', 'terminationGracePeriodSeconds') ?? GRACE_SECONDS))
      : 0;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: formatUtc(cluster.now() + seconds * 1000, 0),
    deletionGracePeriodSeconds: seconds,
  };
  const status: JsonObject | undefined =
    plural === 'namespaces' ? { ...(object.status as JsonObject), phase: 'Terminating' } : undefined;
  return cluster.put(collection, { ...object, metadata, ...(status && { status }) });
}

function isAwaited(cluster: Cluster, plural: string, object: JsonObject): boolean {
  if (((at(object, 'metadata', 'finalizers') ?? []) as readonly string[]).length > 0) return true;
  if (!cluster.isAlive) return false;
  if (plural === 'namespaces') return true;
  return (
    plural === 'pods' &&
    textAt(object, 'spec', 'nodeName') !== '' &&
    !/^(Succeeded|Failed)$/.test(textAt(object, 'status', 'phase'))
  );
}
