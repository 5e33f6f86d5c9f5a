import { at, textAt } from '../objects.ts';
import { type Change, type Controller, event, statusChange, update, type World } from './change.ts';
import { controllerOf, setCondition } from './conditions.ts';
import { quantityOf, requestsOf } from './quantities.ts';
import { refusalOf } from './taints.ts';
import type { Node, Pod } from './types.ts';

const SOURCE = 'default-scheduler';
/** Wait before a pod that fits nowhere is tried again. */
const RETRY_MS = 5_000;

/** Binds pods to the nodes that they fit and that have most room. */
export const scheduler: Controller = {
  plural: 'pods',
  reconcile(object, world) {
    const pod = object as Pod;
    const { nodeName, schedulingGates, schedulerName = SOURCE } = pod.spec;
    if (nodeName || pod.metadata.deletionTimestamp || schedulerName !== SOURCE) return [];
    if (schedulingGates?.length)
      return refuse(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates', world, 0);
    const trouble = world.troubleOf(pod.metadata.uid) ?? world.troubleOf(controllerOf(pod)?.uid);
    if (trouble?.kind === 'unschedulable')
      return refuse(pod, 'Unschedulable', '0 nodes are available: insufficient cpu.', world, RETRY_MS);
    const claim = unboundClaim(pod, world);
    if (claim)
      return refuse(pod, 'Unschedulable', `persistentvolumeclaim "${claim}" not found or not bound`, world, 1_000);
    return place(pod, world);
  },
};

function unboundClaim({ metadata, spec }: Pod, world: World): string | undefined {
  for (const volume of spec.volumes ?? []) {
    const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
    const claim = name && world.get('persistentvolumeclaims', metadata.namespace ?? '', name);
    if (name && textAt(claim || null, 'status', 'phase') !== 'Bound') return name;
  }
  return undefined;
}

function refuse(pod: Pod, reason: string, message: string, { nowMs }: World, againMs: number): readonly Change[] {
  const next = { type: 'PodScheduled', status: 'False', reason, message };
  const changes = statusChange('pods', pod, {
    phase: 'Pending',
    conditions: setCondition(pod.status?.conditions, next, nowMs),
  });
  return [
    ...changes,
    ...(changes.length > 0 && reason === 'Unschedulable'
      ? [event(pod, SOURCE, 'FailedScheduling', message, 'Warning')]
      : []),
    ...(againMs > 0 ? [{ do: 'again', afterMs: againMs } as const] : []),
  ];
}

function place(pod: Pod, world: World): readonly Change[] {
  const nodes = [...(world.all('nodes') as Iterable<Node>)];
  const refusals = new Map<string, number>();
  const fits = (node: Node): boolean => {
    const refusal = refusalOf(node, pod.spec) ?? lackOf(node, pod, world);
    if (refusal) refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
    return refusal === undefined;
  };
  // Two choices by chance keep the load as even as a look at all nodes would, nearly.
  const some = nodes.length > 8 ? Array.from({ length: 4 }, () => world.random.pick(nodes)).filter(fits) : [];
  if (some.length === 0) refusals.clear();
  const candidates = some.length > 0 ? some : nodes.filter(fits);
  const best = [...candidates].sort((a, b) => countOn(a, world) - countOn(b, world))[0];
  if (!best) {
    const reasons = [...refusals].map(([reason, count]) => `${count} ${reason}`).join(', ');
    return refuse(
      pod,
      'Unschedulable',
      `0/${nodes.length} nodes are available: ${reasons || 'no nodes available'}.`,
      world,
      RETRY_MS,
    );
  }
  const nodeName = best.metadata.name;
  const conditions = setCondition(pod.status?.conditions, { type: 'PodScheduled', status: 'True' }, world.nowMs);
  const { namespace = '', name } = pod.metadata;
  const status = { ...pod.status, phase: 'Pending', conditions };
  return [
    update('pods', pod, { spec: { ...pod.spec, nodeName }, status }),
    event(pod, SOURCE, 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`),
  ];
}

function countOn({ metadata }: Node, world: World): number {
  let count = 0;
  for (const _ of world.onNode(metadata.name)) count++;
  return count;
}

/** The resource that a node has too little of for a pod. */
function lackOf(node: Node, pod: Pod, world: World): string | undefined {
  const allocatable = at(node.status, 'allocatable');
  const wanted = requestsOf(pod.spec);
  let [count, cpu, memory] = [1, wanted.cpu, wanted.memory];
  for (const other of world.onNode(node.metadata.name) as Iterable<Pod>) {
    if (other.status?.phase === 'Succeeded' || other.status?.phase === 'Failed') continue;
    const used = requestsOf(other.spec);
    count++;
    cpu += used.cpu;
    memory += used.memory;
  }
  const has = (resource: string): number => quantityOf(textAt(allocatable, resource) || '1e18');
  if (count > has('pods')) return 'Too many pods';
  if (cpu > has('cpu')) return 'Insufficient cpu';
  return memory > has('memory') ? 'Insufficient memory' : undefined;
}
