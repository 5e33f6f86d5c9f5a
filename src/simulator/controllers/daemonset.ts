import { at } from '../objects.ts';
import { type Change, type Controller, deletion, event, statusChange, type World } from './change.ts';
import { isActive, isAvailable, isReady } from './conditions.ts';
import { podOf, templateHash } from './pod-template.ts';
import { amountOf } from './rollout.ts';
import { REVISION_LABEL } from './statefulset.ts';
import { refusalOf } from './taints.ts';
import type { Node, Pod, Toleration, Workload } from './types.ts';

const SOURCE = 'daemonset-controller';

/** Taints that the pods of every DaemonSet tolerate. */
const TOLERATIONS: readonly Toleration[] = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
  ['not-ready', 'NoSchedule'],
  ['unreachable', 'NoSchedule'],
].map(([key, effect]) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: effect! }));

/** Keeps one pod of a DaemonSet on each node that it fits. */
export const daemonSets: Controller = {
  plural: 'daemonsets',
  reconcile(object, world) {
    const set = object as Workload;
    if (set.metadata.deletionTimestamp) return [];
    const pods = world.owned('pods', set.metadata.uid) as readonly Pod[];
    const nodes = [...(world.all('nodes') as Iterable<Node>)].filter(
      (node) => !refusalOf(node, set.spec.template.spec, TOLERATIONS),
    );
    const hash = templateHash(set.spec.template);
    const byNode = new Map(pods.filter(isActive).map((pod) => [pod.spec.nodeName ?? '', pod]));
    const wanted = new Set(nodes.map((node) => node.metadata.name));
    return [
      ...nodes.filter(({ metadata }) => !byNode.has(metadata.name)).flatMap((node) => create(set, node, hash, world)),
      ...pods.filter((pod) => isMisplaced(pod, wanted)).map((pod) => deletion('pods', pod)),
      ...rollUpdate(set, [...byNode.values()], nodes.length, hash),
      ...status(set, byNode, wanted, hash, world),
    ];
  },
};

/** A pod on a node that it does not fit any more, or one that failed. */
function isMisplaced({ spec, status, metadata }: Pod, wanted: ReadonlySet<string>): boolean {
  return !metadata.deletionTimestamp && (!wanted.has(spec.nodeName ?? '') || status?.phase === 'Failed');
}

function create(set: Workload, node: Node, hash: string, { random }: World): readonly Change[] {
  const { name } = set.metadata;
  const pod = `${name}-${random.suffix(5)}`;
  const { template } = set.spec;
  const spec = { nodeName: node.metadata.name, tolerations: [...(template.spec.tolerations ?? []), ...TOLERATIONS] };
  const labels = { [REVISION_LABEL]: hash };
  return [
    { do: 'create', plural: 'pods', object: podOf(set, pod, template, { generateName: `${name}-`, labels, spec }) },
    event(set, SOURCE, 'SuccessfulCreate', `Created pod: ${pod}`),
  ];
}

function isOutdated({ metadata }: Pod, hash: string): boolean {
  const revision = metadata.labels?.[REVISION_LABEL];
  return revision !== undefined && revision !== hash;
}

function rollUpdate(set: Workload, pods: readonly Pod[], nodes: number, hash: string): readonly Change[] {
  if (at(set.spec, 'updateStrategy', 'type') === 'OnDelete') return [];
  const limit = amountOf(at(set.spec, 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1, nodes, Math.ceil);
  const room = Math.max(1, limit) - (nodes - pods.filter(isReady).length);
  const outdated = pods.filter((pod) => isOutdated(pod, hash));
  const broken = outdated.filter((pod) => !isReady(pod));
  const healthy = outdated.filter(isReady).slice(0, Math.max(0, room));
  return [...broken, ...healthy].map((pod) => deletion('pods', pod));
}

function status(
  set: Workload,
  byNode: ReadonlyMap<string, Pod>,
  wanted: ReadonlySet<string>,
  hash: string,
  { nowMs }: World,
): readonly Change[] {
  const placed = [...byNode].filter(([node]) => wanted.has(node)).map(([, pod]) => pod);
  const available = placed.filter((pod) => isAvailable(pod, nowMs, set.spec.minReadySeconds)).length;
  return statusChange('daemonsets', set, {
    observedGeneration: set.metadata.generation ?? 1,
    currentNumberScheduled: placed.length,
    desiredNumberScheduled: wanted.size,
    numberReady: placed.filter(isReady).length,
    updatedNumberScheduled: placed.filter((pod) => !isOutdated(pod, hash)).length,
    numberAvailable: available,
    numberUnavailable: wanted.size - available || undefined,
    numberMisscheduled: byNode.size - placed.length,
  });
}
