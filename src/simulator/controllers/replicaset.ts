import { type Change, type Controller, deletion, event, statusChange, type World } from './change.ts';
import { isActive, isAvailable, isReady, timeMs } from './conditions.ts';
import { hasAll } from './labels.ts';
import { podOf } from './pod-template.ts';
import { quotaRefusal } from './quota.ts';
import type { Pod, Workload } from './types.ts';

/** Pods that are made or deleted in one step; the rest follows. */
const BURST = 500;

/** Keeps as many pods as a ReplicaSet asks for. */
export const replicaSets = replicaController('replicasets', 'replicaset-controller');
/** Keeps as many pods as a ReplicationController asks for. */
export const replicationControllers = replicaController('replicationcontrollers', 'replication-controller');

function replicaController(plural: string, source: string): Controller {
  return {
    plural,
    reconcile(object, world) {
      const set = object as Workload;
      const pods = (world.owned('pods', set.metadata.uid) as readonly Pod[]).filter(isActive);
      const wanted = set.metadata.deletionTimestamp ? 0 : (set.spec.replicas ?? 1);
      const changes =
        pods.length < wanted
          ? createPods(set, wanted - pods.length, source, world)
          : deletePods(set, pods, pods.length - wanted, source);
      return [...changes, ...status(plural, set, pods, world), ...waitForAvailability(set, pods, world)];
    },
  };
}

function createPods(set: Workload, count: number, source: string, world: World): readonly Change[] {
  const changes: Change[] = [];
  const { name, namespace = '' } = set.metadata;
  const refusal = quotaRefusal(world, namespace, Math.min(count, BURST), set.spec.template.spec);
  if (refusal.message) {
    changes.push(event(set, source, 'FailedCreate', refusal.message, 'Warning'), { do: 'again', afterMs: 5_000 });
  }
  for (let i = 0; i < refusal.allowed; i++) {
    const pod = `${name}-${world.random.suffix(5)}`;
    const object = podOf(set, pod, set.spec.template, { generateName: `${name}-` });
    changes.push({ do: 'create', plural: 'pods', object });
    if (i < 5) changes.push(event(set, source, 'SuccessfulCreate', `Created pod: ${pod}`));
  }
  return changes;
}

/** Deletes those pods first whose loss costs least: unscheduled, then unready, then young ones. */
function deletePods(set: Workload, pods: readonly Pod[], count: number, source: string): readonly Change[] {
  if (count <= 0) return [];
  const rank = (pod: Pod): number => (!pod.spec.nodeName ? 0 : isReady(pod) ? 2 : 1);
  const order = [...pods].sort(
    (a, b) => rank(a) - rank(b) || timeMs(b.metadata.creationTimestamp) - timeMs(a.metadata.creationTimestamp),
  );
  return order
    .slice(0, Math.min(count, BURST))
    .flatMap((pod, i) => [
      deletion('pods', pod),
      ...(i < 5 ? [event(set, source, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)] : []),
    ]);
}

function status(plural: string, set: Workload, pods: readonly Pod[], world: World): readonly Change[] {
  const { nowMs } = world;
  const labels = set.spec.template.metadata?.labels;
  const all = world.owned('pods', set.metadata.uid);
  const terminating = all.filter(({ metadata }) => metadata.deletionTimestamp).length;
  return statusChange(plural, set, {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter((pod) => hasAll(labels, pod.metadata.labels)).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter((pod) => isAvailable(pod, nowMs, set.spec.minReadySeconds)).length,
    observedGeneration: set.metadata.generation ?? 1,
    ...(plural === 'replicasets' && { terminatingReplicas: terminating }),
  });
}

/** Looks again once pods that are ready may count as available. */
function waitForAvailability(set: Workload, pods: readonly Pod[], { nowMs }: World): readonly Change[] {
  const { minReadySeconds = 0 } = set.spec;
  const waits = minReadySeconds > 0 && pods.some((pod) => isReady(pod) && !isAvailable(pod, nowMs, minReadySeconds));
  return waits ? [{ do: 'again', afterMs: 1_000 }] : [];
}
