import type { JsonObject } from '../objects.ts';
import {
  type Change,
  type Controller,
  deletion,
  equalJson,
  event,
  statusChange,
  update,
  type World,
} from './change.ts';
import { controlledBy } from './conditions.ts';
import { bareTemplate, HASH_LABEL, templateHash } from './pod-template.ts';
import { progress } from './progress.ts';
import { planRollout, type Scaling } from './rollout.ts';
import type { Pod, Workload } from './types.ts';

const SOURCE = 'deployment-controller';
/** Annotation that numbers the templates that a Deployment has had. */
const REVISION = 'deployment.kubernetes.io/revision';

/** Rolls a Deployment's template out: a ReplicaSet for each template, scaled within what the strategy permits. */
export const deployments: Controller = {
  plural: 'deployments',
  reconcile(object, world) {
    const deployment = object as Workload;
    if (deployment.metadata.deletionTimestamp) return [];
    const sets = world.owned('replicasets', deployment.metadata.uid) as readonly Workload[];
    const wanted = bareTemplate(deployment.spec.template);
    const current = newest(sets.filter((set) => equalJson(bareTemplate(set.spec.template), wanted)));
    if (!current && !deployment.spec.paused)
      return [...createSet(deployment, sets), ...status(deployment, sets, undefined, world)];
    const old = sets.filter((set) => set !== current);
    const hasOldPods = old.some((set) => (world.owned('pods', set.metadata.uid) as readonly Pod[]).some(isRunning));
    const scalings = planRollout(deployment, current, old, hasOldPods);
    return [
      ...(current ? revise(deployment, current, old) : []),
      ...scalings.flatMap((scaling) => scale(deployment, scaling)),
      ...prune(deployment, old),
      ...status(deployment, sets, current, world),
    ];
  },
};

/** Whether a pod still takes its place, which it does until its containers have ended. */
function isRunning({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function revisionOf(set: Workload): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

/** The set of the highest revision; among equals the one that has pods. */
function newest(sets: readonly Workload[]): Workload | undefined {
  return [...sets].sort((a, b) => revisionOf(b) - revisionOf(a) || (b.spec.replicas ?? 0) - (a.spec.replicas ?? 0))[0];
}

function createSet(deployment: Workload, sets: readonly Workload[]): readonly Change[] {
  const { name, namespace } = deployment.metadata;
  const template = bareTemplate(deployment.spec.template);
  const hash = templateHash(template);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const { selector, minReadySeconds } = deployment.spec;
  const object: JsonObject = {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { [REVISION]: String(Math.max(0, ...sets.map(revisionOf)) + 1) },
      generation: 1,
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
      ...(minReadySeconds !== undefined && { minReadySeconds }),
    },
    status: { replicas: 0 },
  };
  return [{ do: 'create', plural: 'replicasets', object }];
}

/** Gives the current set the highest revision, as after a roll-back, and tells it in the Deployment. */
function revise(deployment: Workload, current: Workload, old: readonly Workload[]): readonly Change[] {
  const highest = Math.max(0, ...old.map(revisionOf));
  const revision = String(revisionOf(current) > highest ? revisionOf(current) : highest + 1);
  const changes: Change[] = [];
  if (current.metadata.annotations?.[REVISION] !== revision) changes.push(annotate('replicasets', current, revision));
  if (deployment.metadata.annotations?.[REVISION] !== revision)
    changes.push(annotate('deployments', deployment, revision));
  return changes;
}

function annotate(plural: string, object: Workload, revision: string): Change {
  return update(plural, object, {
    metadata: { annotations: { ...object.metadata.annotations, [REVISION]: revision } },
  });
}

function scale(deployment: Workload, { set, replicas }: Scaling): readonly Change[] {
  const before = set.spec.replicas ?? 0;
  const generation = (set.metadata.generation ?? 1) + 1;
  const message = `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`;
  return [
    update('replicasets', set, { metadata: { generation }, spec: { ...set.spec, replicas } }),
    event(deployment, SOURCE, 'ScalingReplicaSet', message),
  ];
}

/** Deletes the oldest of the sets that only roll-backs would need. */
function prune(deployment: Workload, old: readonly Workload[]): readonly Change[] {
  const limit = Number(deployment.spec.revisionHistoryLimit ?? 10);
  const empty = old.filter((set) => (set.spec.replicas ?? 0) === 0 && (set.status?.replicas ?? 0) === 0);
  return [...empty]
    .sort((a, b) => revisionOf(b) - revisionOf(a))
    .slice(limit)
    .map((set) => deletion('replicasets', set));
}

function status(
  deployment: Workload,
  sets: readonly Workload[],
  current: Workload | undefined,
  world: World,
): readonly Change[] {
  const sum = (member: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas'): number =>
    sets.reduce((n, set) => n + Number(set.status?.[member] ?? 0), 0);
  const wanted = deployment.spec.replicas ?? 1;
  const counts = {
    replicas: sum('replicas'),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: sum('availableReplicas'),
    unavailableReplicas: Math.max(0, sum('replicas') - sum('availableReplicas'), wanted - sum('availableReplicas')),
  };
  const isComplete =
    counts.updatedReplicas === wanted && counts.replicas === wanted && counts.availableReplicas === wanted;
  const { conditions, againMs } = progress(deployment, counts, isComplete, world.nowMs);
  return [
    ...statusChange('deployments', deployment, {
      observedGeneration: deployment.metadata.generation ?? 1,
      ...counts,
      terminatingReplicas: sum('terminatingReplicas'),
      unavailableReplicas: counts.unavailableReplicas || undefined,
      conditions,
    }),
    ...(againMs > 0 ? [{ do: 'again', afterMs: againMs } as const] : []),
  ];
}
