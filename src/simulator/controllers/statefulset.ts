import { at, type JsonObject } from '../objects.ts';
import { type Change, type Controller, event, statusChange, type World } from './change.ts';
import { isActive, isAvailable, isReady } from './conditions.ts';
import { podOf, templateHash } from './pod-template.ts';
import { quotaRefusal } from './quota.ts';
import type { Pod, Workload } from './types.ts';

const SOURCE = 'statefulset-controller';
/** Label that names the revision of a pod's template. */
export const REVISION_LABEL = 'controller-revision-hash';

/** Keeps the pods of a StatefulSet by their ordinals, in order where its policy asks for that. */
export const statefulSets: Controller = {
  plural: 'statefulsets',
  reconcile(object, world) {
    const set = object as Workload;
    const pods = new Map((world.owned('pods', set.metadata.uid) as readonly Pod[]).map((p) => [p.metadata.name, p]));
    const update = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    const changes = set.metadata.deletionTimestamp ? [] : step(set, pods, update, world);
    return [...changes, ...status(set, [...pods.values()], update, world)];
  },
};

/** The next step: the first pod that is missing, then the last one too many, then the last one of an old revision. */
function step(set: Workload, pods: ReadonlyMap<string, Pod>, update: string, world: World): readonly Change[] {
  const { name, namespace = '' } = set.metadata;
  const start = Number(at(set.spec, 'ordinals', 'start') ?? 0);
  const wanted = set.spec.replicas ?? 1;
  const isParallel = set.spec.podManagementPolicy === 'Parallel';
  const names = Array.from({ length: wanted }, (_, i) => `${name}-${start + i}`);
  const changes: Change[] = [];
  for (const podName of names) {
    const pod = pods.get(podName);
    if (pod?.status?.phase === 'Failed' || pod?.status?.phase === 'Succeeded')
      changes.push({ do: 'remove', plural: 'pods', namespace, name: podName });
    else if (!pod) changes.push(...createPod(set, podName, update, world));
    if (changes.length > 0 && !isParallel) return changes;
    if (pod && !isParallel && (pod.metadata.deletionTimestamp || !isReady(pod))) {
      // A pod of a broken revision is replaced all the same, or no new template could mend it.
      return isOutdated(set, pod, update) && !isReady(pod) && !pod.metadata.deletionTimestamp
        ? [deletePod(namespace, podName)]
        : [];
    }
  }
  const kept = new Set(names);
  const surplus = [...pods.keys()].filter((podName) => !kept.has(podName)).sort(byOrdinal);
  const last = pods.get(surplus.at(-1) ?? '');
  if (last) return last.metadata.deletionTimestamp ? changes : [...changes, deletePod(namespace, last.metadata.name)];
  return changes.length > 0 ? changes : rollUpdate(set, names, pods, update);
}

function rollUpdate(
  set: Workload,
  names: readonly string[],
  pods: ReadonlyMap<string, Pod>,
  update: string,
): readonly Change[] {
  if (at(set.spec, 'updateStrategy', 'type') === 'OnDelete') return [];
  const partition = Number(at(set.spec, 'updateStrategy', 'rollingUpdate', 'partition') ?? 0);
  const outdated = names.slice(partition).filter((podName) => isOutdated(set, pods.get(podName)!, update));
  const next = outdated.at(-1);
  const isCalm = [...pods.values()].every((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
  return next !== undefined && isCalm ? [deletePod(set.metadata.namespace ?? '', next)] : [];
}

/** The revision of a pod; one without the label is of the revision that the set began with. */
function revisionOf(set: Workload, pod: Pod, update: string): string {
  return pod.metadata.labels?.[REVISION_LABEL] ?? set.status?.currentRevision ?? update;
}

function isOutdated(set: Workload, pod: Pod, update: string): boolean {
  return revisionOf(set, pod, update) !== update;
}

function byOrdinal(a: string, b: string): number {
  return Number(a.slice(a.lastIndexOf('-') + 1)) - Number(b.slice(b.lastIndexOf('-') + 1));
}

function deletePod(namespace: string, name: string): Change {
  return { do: 'delete', plural: 'pods', namespace, name };
}

function createPod(set: Workload, podName: string, update: string, world: World): readonly Change[] {
  const { namespace = '', name } = set.metadata;
  const refusal = quotaRefusal(world, namespace, 1, set.spec.template.spec);
  if (refusal.message)
    return [event(set, SOURCE, 'FailedCreate', refusal.message, 'Warning'), { do: 'again', afterMs: 5_000 }];
  const claims = (set.spec.volumeClaimTemplates ?? []) as readonly JsonObject[];
  const claimName = (claim: JsonObject): string => `${String(at(claim, 'metadata', 'name'))}-${podName}`;
  const volumes = claims.map((claim) => ({
    name: at(claim, 'metadata', 'name') ?? '',
    persistentVolumeClaim: { claimName: claimName(claim) },
  }));
  const own = (set.spec.template.spec.volumes ?? []).filter((v) => !volumes.some((w) => w.name === v.name));
  const labels = {
    [REVISION_LABEL]: update,
    'statefulset.kubernetes.io/pod-name': podName,
    'apps.kubernetes.io/pod-index': podName.slice(podName.lastIndexOf('-') + 1),
  };
  const spec = { volumes: [...own, ...volumes], hostname: podName, subdomain: String(set.spec.serviceName ?? name) };
  return [
    ...claims
      .filter((claim) => !world.get('persistentvolumeclaims', namespace, claimName(claim)))
      .map((claim) => createClaim(set, claim, claimName(claim))),
    {
      do: 'create',
      plural: 'pods',
      object: podOf(set, podName, set.spec.template, { generateName: `${name}-`, labels, spec }),
    },
    event(set, SOURCE, 'SuccessfulCreate', `create Pod ${podName} in StatefulSet ${name} successful`),
  ];
}

function createClaim({ metadata, spec }: Workload, claim: JsonObject, name: string): Change {
  const labels = { ...spec.selector.matchLabels };
  const object = {
    metadata: { name, namespace: metadata.namespace, labels },
    spec: claim.spec,
    status: { phase: 'Pending' },
  };
  return { do: 'create', plural: 'persistentvolumeclaims', object };
}

function status(set: Workload, pods: readonly Pod[], update: string, { nowMs }: World): readonly Change[] {
  const active = pods.filter(isActive);
  const updated = active.filter((pod) => !isOutdated(set, pod, update)).length;
  const isDone = updated === active.length && active.every(isReady);
  const current = isDone ? update : (set.status?.currentRevision ?? update);
  return statusChange('statefulsets', set, {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: active.filter((pod) => isAvailable(pod, nowMs, set.spec.minReadySeconds)).length,
    currentReplicas: active.filter((pod) => revisionOf(set, pod, update) === current).length,
    updatedReplicas: updated,
    currentRevision: current,
    updateRevision: update,
    collisionCount: 0,
  });
}
