import type { Random } from '../generate/random.ts';
import { behaviorOf } from './behavior.ts';
import { timeMs, timeText } from './conditions.ts';
import type { TroubleKind } from './troubles.ts';
import type { Container, ContainerState, ContainerStatus } from './types.ts';

/** Time to pull an image and start a container. */
export const START_MS = 1_000;
/** Time from the start of a container until its readiness probe succeeds. */
export const READY_MS = 1_000;
/** Waits before restarts: the kubelet's, which double from 10 s on, but cut off earlier so that a simulated cluster heals while one looks. */
const FIRST_BACK_OFF_MS = 10_000;
const MAX_BACK_OFF_MS = 80_000;
/** A container that has run for so long restarts without a wait. */
const HEALTHY_MS = 600_000;

/** Everything that decides the next state of a container. */
export interface ContainerContext {
  readonly nowMs: number;
  readonly random: Random;
  /** Whether containers that have ended start again: `Always`, `OnFailure` or `Never`. */
  readonly restartPolicy: string;
  /** Unix milliseconds since when it may be created; undefined: it may not yet. */
  readonly mayStartMs: number | undefined;
  readonly defaultRunMs: number;
  readonly trouble: TroubleKind | undefined;
}

/** The next status of a container, and after how many milliseconds it is to be looked at again. */
export interface ContainerStep {
  readonly status: ContainerStatus;
  readonly againMs?: number;
}

/** Moves a container to its next state. The same status comes back where there is nothing to do. */
export function stepContainer(
  status: ContainerStatus | undefined,
  container: Container,
  context: ContainerContext,
): ContainerStep {
  if (!status) return { status: newStatus(container, context), againMs: START_MS };
  const { waiting, running, terminated } = status.state;
  if (running) return stepRunning(status, container, running.startedAt, context);
  if (terminated) return stepTerminated(status, container, context);
  if (waiting?.reason === 'CrashLoopBackOff') return stepBackOff(status, container, context);
  return stepWaiting(status, container, context);
}

function newStatus(container: Container, { mayStartMs }: ContainerContext): ContainerStatus {
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    restartCount: 0,
    ready: false,
    started: false,
    state: { waiting: { reason: mayStartMs === undefined ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: {},
  };
}

function stepWaiting(status: ContainerStatus, container: Container, context: ContainerContext): ContainerStep {
  const { nowMs, mayStartMs, trouble } = context;
  const { reason } = status.state.waiting ?? {};
  if (mayStartMs === undefined) return { status };
  const image = container.image ?? '';
  const pull = trouble === 'image' ? 'ErrImagePull' : behaviorOf(container, 0).pull;
  if (trouble === 'config') return waitFor(status, 'CreateContainerConfigError', `configmap "missing" not found`);
  if (pull === 'InvalidImageName') return waitFor(status, pull, `couldn't parse image name "${image}"`);
  if (nowMs - mayStartMs < START_MS) return { status, againMs: START_MS - (nowMs - mayStartMs) };
  if (!pull) return start(status, container, context);
  if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff')
    return waitFor(status, 'ImagePullBackOff', `Back-off pulling image "${image}"`, 10_000);
  return waitFor(status, pull, `failed to resolve reference "${image}": not found`, 2_000);
}

function waitFor(status: ContainerStatus, reason: string, message: string, againMs = 5_000): ContainerStep {
  return { status: { ...status, ready: false, started: false, state: { waiting: { reason, message } } }, againMs };
}

/** Starts a container; where it has run before, that counts as a restart. */
function start(status: ContainerStatus, container: Container, { nowMs, random }: ContainerContext): ContainerStep {
  const { terminated } = status.state;
  const image = container.image ?? '';
  const name = image.split('@')[0]!.replace(/:[\w.-]+$/, '');
  return {
    status: {
      ...status,
      image,
      imageID: status.image === image && status.imageID ? status.imageID : `${name}@sha256:${random.hex(64)}`,
      containerID: `containerd://${random.hex(64)}`,
      restartCount: status.restartCount + (status.containerID ? 1 : 0),
      ready: false,
      started: true,
      state: { running: { startedAt: timeText(nowMs) } },
      lastState: terminated ? { terminated } : status.lastState,
    },
    againMs: READY_MS,
  };
}

function stepRunning(
  status: ContainerStatus,
  container: Container,
  startedAt: string,
  context: ContainerContext,
): ContainerStep {
  const { nowMs, trouble } = context;
  const ranMs = nowMs - timeMs(startedAt);
  const behavior = behaviorOf(container, context.defaultRunMs);
  const crash = trouble === 'crash' || trouble === 'oom' || trouble === 'fail';
  const runMs = crash ? Math.min(behavior.runMs, READY_MS) : behavior.runMs;
  if (ranMs >= runMs) {
    const [exitCode, reason] =
      trouble === 'oom'
        ? [137, 'OOMKilled']
        : crash
          ? [1, 'Error']
          : [behavior.exitCode, behavior.exitCode === 0 ? 'Completed' : 'Error'];
    return { status: end(status, exitCode, reason, nowMs), againMs: 500 };
  }
  const ready = trouble !== 'unready' && ranMs >= READY_MS;
  const againMs = ready || trouble === 'unready' ? runMs - ranMs : READY_MS;
  return {
    status: ready === status.ready && status.started ? status : { ...status, ready, started: true },
    ...(Number.isFinite(againMs) && { againMs }),
  };
}

/** The status of a container that ends now. */
export function end(status: ContainerStatus, exitCode: number, reason: string, nowMs: number): ContainerStatus {
  const startedAt = status.state.running?.startedAt ?? timeText(nowMs);
  const { containerID } = status;
  const terminated = { exitCode, reason, startedAt, finishedAt: timeText(nowMs), ...(containerID && { containerID }) };
  return { ...status, ready: false, started: false, state: { terminated } };
}

function stepTerminated(status: ContainerStatus, container: Container, context: ContainerContext): ContainerStep {
  const { terminated } = status.state;
  const { restartPolicy } = context;
  const restarts = restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && terminated!.exitCode !== 0);
  if (!restarts) return { status };
  const waitMs = backOffMs(status, status.state);
  if (waitMs === 0) return start(status, container, context);
  const message = `back-off ${waitMs / 1000}s restarting failed container=${container.name}`;
  const waiting = { reason: 'CrashLoopBackOff', message };
  return {
    status: { ...status, started: false, state: { waiting }, lastState: { terminated: terminated! } },
    againMs: waitMs,
  };
}

function stepBackOff(status: ContainerStatus, container: Container, context: ContainerContext): ContainerStep {
  const finishedMs = timeMs(status.lastState.terminated?.finishedAt);
  const leftMs = finishedMs + backOffMs(status, status.lastState) - context.nowMs;
  return leftMs > 0 ? { status, againMs: leftMs } : start(status, container, context);
}

function backOffMs({ restartCount }: ContainerStatus, { terminated }: ContainerState): number {
  const ranMs = terminated ? timeMs(terminated.finishedAt) - timeMs(terminated.startedAt) : 0;
  if (restartCount === 0 || ranMs >= HEALTHY_MS) return 0;
  return Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(restartCount - 1, 10), MAX_BACK_OFF_MS);
}
