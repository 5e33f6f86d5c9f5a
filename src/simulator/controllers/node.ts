import type { JsonObject } from '../objects.ts';
import { type Change, type Controller, deletion, equalJson, event, update, type World } from './change.ts';
import { isReady, setCondition, timeMs, timeText } from './conditions.ts';
import { tolerates } from './taints.ts';
import type { TroubleKind } from './troubles.ts';
import type { Condition, Node, Pod, Taint } from './types.ts';

const SOURCE = 'node-controller';
const PREFIX = 'node.kubernetes.io/';
/** Taints that this controller sets and removes. */
const OWN = ['not-ready', 'unreachable', 'memory-pressure', 'disk-pressure', 'unschedulable'].map(
  (key) => PREFIX + key,
);

/** Conditions of a healthy node: type, status, reason. */
const HEALTHY: readonly (readonly [string, string, string])[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID'],
  ['Ready', 'True', 'KubeletReady'],
];

/** Keeps the conditions and taints of a node in line with its trouble, and evicts pods that do not tolerate them. */
export const nodes: Controller = {
  plural: 'nodes',
  reconcile(object, world) {
    const node = object as Node;
    const trouble = world.troubleOf(node.metadata.uid);
    const conditions = conditionsOf(node, trouble?.kind, world.nowMs);
    const taints = taintsOf(node, trouble?.kind, world.nowMs);
    const changes: Change[] = [];
    if (!equalJson(conditions, node.status.conditions)) {
      changes.push(update('nodes', node, { status: { ...node.status, conditions } }), tell(node, trouble?.kind));
    }
    if (!equalJson(taints, node.spec.taints ?? [])) {
      const { taints: _, ...spec } = node.spec;
      changes.push(update('nodes', node, { spec: taints.length > 0 ? { ...spec, taints } : spec }));
    }
    changes.push(...evictions(node, taints, world));
    if (trouble && Number.isFinite(trouble.untilMs))
      changes.push({ do: 'again', afterMs: trouble.untilMs - world.nowMs + 50 });
    return changes;
  },
};

function conditionsOf(node: Node, trouble: TroubleKind | undefined, nowMs: number): readonly Condition[] {
  let { conditions } = node.status;
  for (const [type, status, reason] of HEALTHY) {
    const next = { type, ...stateOf(type, status, reason, trouble) };
    const old = conditions?.find((c) => c.type === type);
    if (old?.status === next.status && (old.reason === next.reason || trouble === undefined)) continue;
    conditions = setCondition(conditions, { ...next, message: next.reason }, nowMs);
  }
  return conditions ?? [];
}

function stateOf(
  type: string,
  status: string,
  reason: string,
  trouble: TroubleKind | undefined,
): { readonly status: string; readonly reason: string } {
  if (trouble === 'unreachable') return { status: 'Unknown', reason: 'NodeStatusUnknown' };
  if (trouble === 'not-ready' && type === 'Ready') return { status: 'False', reason: 'KubeletNotReady' };
  if (trouble === 'memory-pressure' && type === 'MemoryPressure')
    return { status: 'True', reason: 'KubeletHasInsufficientMemory' };
  if (trouble === 'disk-pressure' && type === 'DiskPressure')
    return { status: 'True', reason: 'KubeletHasDiskPressure' };
  return { status, reason };
}

function tell(node: Node, trouble: TroubleKind | undefined): Change {
  const name = node.metadata.name;
  if (trouble === undefined) return event(node, SOURCE, 'NodeReady', `Node ${name} status is now: NodeReady`);
  const reason =
    trouble === 'memory-pressure'
      ? 'NodeHasInsufficientMemory'
      : trouble === 'disk-pressure'
        ? 'NodeHasDiskPressure'
        : 'NodeNotReady';
  return event(node, SOURCE, reason, `Node ${name} status is now: ${reason}`, 'Warning');
}

function taintsOf({ spec }: Node, trouble: TroubleKind | undefined, nowMs: number): readonly Taint[] {
  const before = spec.taints ?? [];
  const wanted: [string, string][] = [];
  if (spec.unschedulable) wanted.push(['unschedulable', 'NoSchedule']);
  if (trouble === 'not-ready' || trouble === 'unreachable')
    wanted.push([trouble, 'NoSchedule'], [trouble, 'NoExecute']);
  if (trouble === 'memory-pressure' || trouble === 'disk-pressure') wanted.push([trouble, 'NoSchedule']);
  const own = wanted.map(([key, effect]) => {
    const old = before.find((taint) => taint.key === PREFIX + key && taint.effect === effect);
    return old ?? { key: PREFIX + key, effect, timeAdded: timeText(nowMs) };
  });
  return [...before.filter((taint) => !OWN.includes(taint.key)), ...own];
}

/** Makes pods of a lost node unready, and deletes those whose time of toleration is over. */
function evictions(node: Node, taints: readonly Taint[], world: World): readonly Change[] {
  const taint = taints.find((t) => t.effect === 'NoExecute' && OWN.includes(t.key));
  if (!taint) return [];
  const changes: Change[] = [];
  let soonestMs = Number.POSITIVE_INFINITY;
  for (const pod of world.onNode(node.metadata.name) as Iterable<Pod>) {
    if (isReady(pod)) changes.push(markUnready(pod, world.nowMs));
    if (pod.metadata.deletionTimestamp) continue;
    const leftMs = timeMs(taint.timeAdded) + toleratedMs(pod, taint) - world.nowMs;
    if (leftMs <= 0)
      changes.push(
        deletion('pods', pod),
        event(pod, 'taint-eviction-controller', 'TaintManagerEviction', 'Marking for deletion'),
      );
    else soonestMs = Math.min(soonestMs, leftMs);
  }
  return Number.isFinite(soonestMs) ? [...changes, { do: 'again', afterMs: soonestMs + 50 }] : changes;
}

function markUnready(pod: Pod, nowMs: number): Change {
  const next = { type: 'Ready', status: 'False', reason: 'NodeNotReady' };
  const status: JsonObject = { ...pod.status, conditions: setCondition(pod.status?.conditions, next, nowMs) };
  return update('pods', pod, { status });
}

function toleratedMs({ spec }: Pod, taint: Taint): number {
  const tolerations = (spec.tolerations ?? []).filter((t) => tolerates(t, taint));
  if (tolerations.length === 0) return 0;
  return Math.min(...tolerations.map((t) => t.tolerationSeconds ?? Number.POSITIVE_INFINITY)) * 1000;
}
