import type { JsonObject } from '../objects.ts';
import { type Change, type Controller, equalJson, event, update, type World } from './change.ts';
import { controllerOf, holds, setCondition, timeMs, timeText } from './conditions.ts';
import { type ContainerStep, end, stepContainer } from './containers.ts';
import type { TroubleKind } from './troubles.ts';
import type { Condition, Container, ContainerStatus, Node, Pod, PodStatus } from './types.ts';

/** Time that the containers of a deleted pod take to end. */
const TERMINATION_MS = 1_500;
/** Run time of Jobs' containers and of init containers whose command does not tell. */
const JOB_RUN_MS = 4_000;
const INIT_RUN_MS = 1_000;
/** Failed pods are kept for so long, so that they can be looked at; the real collector goes by their number. */
const FAILED_KEPT_MS = 300_000;

/** Moves the pods of all nodes through their states: containers, conditions and phase agree at any time. */
export const kubelet: Controller = {
  plural: 'pods',
  reconcile(object, world) {
    const pod = object as Pod;
    const { nodeName } = pod.spec;
    if (!nodeName) return [];
    const node = world.get('nodes', '', nodeName) as Node | undefined;
    const trouble = world.troubleOf(node?.metadata.uid)?.kind;
    if (trouble === 'unreachable') return [];
    // Pods of nodes that are gone are removed by the collector of pods.
    if (!node)
      return [{ do: 'remove', plural: 'pods', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name }];
    if (pod.metadata.deletionTimestamp) return terminate(pod, world);
    if (trouble === 'not-ready') return [];
    if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return collect(pod, world);
    return run(pod, node, world);
  },
};

function terminate(pod: Pod, { nowMs }: World): readonly Change[] {
  const { namespace = '', name, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const askedMs = timeMs(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const leftMs = askedMs + Math.min(TERMINATION_MS, deletionGracePeriodSeconds * 1000) - nowMs;
  if (leftMs > 0) return [{ do: 'again', afterMs: leftMs }];
  return [
    { do: 'remove', plural: 'pods', namespace, name },
    event(pod, 'kubelet', 'Killing', `Stopping container ${pod.spec.containers[0]?.name ?? ''}`),
  ];
}

/** Deletes failed pods of workloads some time after they were replaced. Those of Jobs belong to their Job. */
function collect(pod: Pod, { nowMs }: World): readonly Change[] {
  const owner = controllerOf(pod);
  if (!owner || owner.kind === 'Job' || pod.status?.phase !== 'Failed') return [];
  const ready = pod.status.conditions?.find((c) => c.type === 'Ready');
  const leftMs = timeMs(ready?.lastTransitionTime ?? pod.status.startTime) + FAILED_KEPT_MS - nowMs;
  const { namespace = '', name } = pod.metadata;
  return leftMs > 0 ? [{ do: 'again', afterMs: leftMs }] : [{ do: 'remove', plural: 'pods', namespace, name }];
}

function run(pod: Pod, node: Node, world: World): readonly Change[] {
  const { nowMs } = world;
  const struck = world.troubleOf(pod.metadata.uid) ?? world.troubleOf(controllerOf(pod)?.uid);
  const trouble = struck?.kind;
  if (trouble === 'evict') return evict(pod, world);
  const before: PodStatus = pod.status?.startTime ? pod.status : accept(pod, node, world);
  const steps = stepAll(pod, before, world, trouble);
  const status = withPhase(pod, before, steps, trouble, nowMs);
  const healsMs = struck ? struck.untilMs - nowMs : Number.POSITIVE_INFINITY;
  const againMs = Math.min(healsMs, ...steps.all.map((step) => step.againMs ?? Number.POSITIVE_INFINITY));
  const changes: Change[] = Number.isFinite(againMs) ? [{ do: 'again', afterMs: Math.max(againMs, 100) }] : [];
  if (equalJson(status, pod.status)) return changes;
  changes.push(update('pods', pod, { status }));
  return [...changes, ...eventsOf(pod, before, status)];
}

/** The status of a pod that a kubelet has just taken. */
function accept(pod: Pod, node: Node, { nowMs, random }: World): PodStatus {
  const hostIP = node.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '';
  const podIP = pod.spec.hostNetwork ? hostIP : `10.244.${random.below(250)}.${1 + random.below(250)}`;
  return {
    ...pod.status,
    phase: 'Pending',
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: timeText(nowMs),
    conditions: setCondition(pod.status?.conditions, { type: 'PodScheduled', status: 'True' }, nowMs),
    qosClass: typeof pod.status?.qosClass === 'string' ? pod.status.qosClass : 'Burstable',
  };
}

interface Steps {
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  readonly all: readonly ContainerStep[];
}

function stepAll(pod: Pod, before: PodStatus, world: World, trouble: TroubleKind | undefined): Steps {
  const { restartPolicy = 'Always', initContainers = [], containers } = pod.spec;
  const { nowMs, random } = world;
  const all: ContainerStep[] = [];
  let mayStartMs: number | undefined = timeMs(before.startTime);
  const find = (list: readonly ContainerStatus[] | undefined, { name }: Container) =>
    list?.find((status) => status.name === name);
  const init = initContainers.map((container) => {
    const isSidecar = container.restartPolicy === 'Always';
    const step = stepContainer(find(before.initContainerStatuses, container), container, {
      nowMs,
      random,
      mayStartMs,
      restartPolicy: isSidecar ? 'Always' : restartPolicy === 'Never' ? 'Never' : 'OnFailure',
      defaultRunMs: isSidecar ? Number.POSITIVE_INFINITY : INIT_RUN_MS,
      trouble: undefined,
    });
    all.push(step);
    const { terminated } = step.status.state;
    if (isSidecar ? !step.status.started : terminated?.exitCode !== 0) mayStartMs = undefined;
    else if (mayStartMs !== undefined && terminated) mayStartMs = timeMs(terminated.finishedAt);
    // An init container that has done its work is ready.
    return !isSidecar && terminated?.exitCode === 0 ? { ...step.status, ready: true } : step.status;
  });
  const defaultRunMs = restartPolicy === 'Always' ? Number.POSITIVE_INFINITY : JOB_RUN_MS;
  const main = containers.map((container, i) => {
    // The first container is the one that has the trouble, unless all are to be unready.
    const own = i === 0 || trouble === 'unready' || trouble === 'image' ? trouble : undefined;
    const context = { nowMs, random, mayStartMs, restartPolicy, defaultRunMs, trouble: own };
    const step = stepContainer(find(before.containerStatuses, container), container, context);
    all.push(step);
    return step.status;
  });
  return { init, main, all };
}

function withPhase(
  pod: Pod,
  before: PodStatus,
  { init, main }: Steps,
  trouble: TroubleKind | undefined,
  nowMs: number,
): PodStatus {
  const phase = phaseOf(pod, init, main);
  const hasEnded = phase === 'Succeeded' || phase === 'Failed';
  const initialized = init.every((s) => s.state.terminated?.exitCode === 0 || s.started);
  const ready = phase === 'Running' && main.every((s) => s.ready) && trouble !== 'unready';
  const unready = main.filter((s) => !s.ready).map((s) => s.name);
  const notReady = hasEnded
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  let { conditions } = before;
  const set = (type: string, isTrue: boolean, why: { readonly reason?: string } = {}): void => {
    conditions = setCondition(conditions, { type, status: isTrue ? 'True' : 'False', ...(!isTrue && why) }, nowMs);
  };
  set('PodReadyToStartContainers', !hasEnded);
  set('Initialized', initialized, { reason: 'ContainersNotInitialized' });
  set('Ready', ready, notReady);
  set('ContainersReady', ready, notReady);
  return {
    ...before,
    phase,
    conditions: conditions as readonly Condition[],
    containerStatuses: main,
    ...(init.length > 0 && { initContainerStatuses: init }),
  };
}

function phaseOf({ spec }: Pod, init: readonly ContainerStatus[], main: readonly ContainerStatus[]): string {
  const { restartPolicy = 'Always' } = spec;
  const failedInit = init.some((s) => s.state.terminated && s.state.terminated.exitCode !== 0);
  if (failedInit && restartPolicy === 'Never') return 'Failed';
  const ends = main.map((s) => s.state.terminated);
  if (ends.length > 0 && ends.every(Boolean) && restartPolicy !== 'Always') {
    const isClean = ends.every((t) => t!.exitCode === 0);
    if (isClean) return 'Succeeded';
    if (restartPolicy === 'Never') return 'Failed';
  }
  const hasRun = (s: ContainerStatus): boolean => s.containerID !== undefined;
  return main.length > 0 && main.some(hasRun) ? 'Running' : 'Pending';
}

function evict(pod: Pod, { nowMs }: World): readonly Change[] {
  const statuses = pod.status?.containerStatuses ?? [];
  const why = { type: 'Ready', status: 'False', reason: 'PodFailed' };
  let conditions = setCondition(pod.status?.conditions, why, nowMs);
  conditions = setCondition(conditions, { ...why, type: 'ContainersReady' }, nowMs);
  conditions = setCondition(
    conditions,
    { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' },
    nowMs,
  );
  const message = 'The node was low on resource: memory.';
  const status: JsonObject = {
    ...pod.status,
    phase: 'Failed',
    reason: 'Evicted',
    message,
    conditions,
    containerStatuses: statuses.map((s) => (s.state.running ? end(s, 137, 'Error', nowMs) : s)),
  };
  return [update('pods', pod, { status }), event(pod, 'kubelet', 'Evicted', message, 'Warning')];
}

/** Events for the changes that people look for: a start, a failure to pull, a crash, a probe that fails. */
function eventsOf(pod: Pod, before: PodStatus, after: PodStatus): readonly Change[] {
  const changes: Change[] = [];
  const old = new Map(before.containerStatuses?.map((s) => [s.name, s]));
  for (const status of after.containerStatuses ?? []) {
    const was = old.get(status.name);
    const { waiting, running } = status.state;
    if (running && was && !was.state.running)
      changes.push(event(pod, 'kubelet', 'Started', `Started container ${status.name}`));
    if (!waiting || waiting.reason === was?.state.waiting?.reason) continue;
    if (waiting.reason === 'CrashLoopBackOff')
      changes.push(event(pod, 'kubelet', 'BackOff', `Back-off restarting failed container ${status.name}`, 'Warning'));
    else if (waiting.message)
      changes.push(event(pod, 'kubelet', 'Failed', `${waiting.reason}: ${waiting.message}`, 'Warning'));
  }
  if (holds(before.conditions, 'Ready') && !holds(after.conditions, 'Ready') && after.phase === 'Running')
    changes.push(event(pod, 'kubelet', 'Unhealthy', 'Readiness probe failed', 'Warning'));
  return changes;
}
