import { unixSeconds } from '../../families/times.ts';
import { type Family, family, type SampleWriter } from '../../model/family.ts';
import { bool, int, msg, optMsg, type Read, type Shape, str, time } from '../../model/schema.ts';
import { type ContainerKind, namedList } from './container-kind.ts';

type Stability = Family['stability'];

/** A family with the label `container` that is made of the statuses of containers, each on its own. */
function statusFamily<const S extends Shape>(
  kind: ContainerKind,
  declared: {
    readonly name: string;
    readonly help: string;
    readonly stability: Stability;
    readonly type?: Family['type'];
    readonly labels?: readonly string[];
    readonly reads: S;
    readonly render: (status: { readonly name: string } & Read<S>, samples: SampleWriter) => void;
  },
): Family {
  const statuses = namedList(kind.status, { name: str(1), ...declared.reads });
  return family({
    name: `${kind.prefix}_${declared.name}`,
    help: declared.help,
    type: declared.type ?? 'gauge',
    stability: declared.stability,
    labels: ['container', ...(declared.labels ?? [])],
    reads: { status: msg(3, statuses.field) },
    render: ({ status }, samples) => {
      for (const each of statuses.of(status)) declared.render(each as { readonly name: string } & Read<S>, samples);
    },
  });
}

const state = <const S extends Shape>(shape: S) => ({ state: msg(2, shape) });
const lastTerminated = <const S extends Shape>(shape: S) => ({ lastState: msg(3, { terminated: optMsg(3, shape) }) });

const waitingReason = state({ waiting: optMsg(1, { reason: str(1) }) });
const isWaiting = state({ waiting: optMsg(1, {}) });
const isRunning = state({ running: optMsg(2, {}) });
const isTerminated = state({ terminated: optMsg(3, {}) });
const terminatedReason = state({ terminated: optMsg(3, { reason: str(3) }) });
const started = state({ running: optMsg(2, { startedAt: time(1) }), terminated: optMsg(3, { startedAt: time(5) }) });

/** Creates the family of the start times of containers that run or have terminated. */
export function stateStartedFamily(kind: ContainerKind): Family {
  return statusFamily(kind, {
    name: 'state_started',
    help: `Start time of ${kind.what} of a pod that is running or has terminated, as a Unix timestamp in seconds.`,
    stability: kind.sidecars ? 'ALPHA' : 'STABLE',
    reads: started,
    render: ({ name, state: { running, terminated } }, samples) => {
      const shown = running ?? terminated;
      if (shown) samples.label('container', name).value(unixSeconds(shown.startedAt));
    },
  });
}

/** Creates the families of the previous termination of containers: reason, exit code and time. */
export function lastTerminatedFamilies(kind: ContainerKind): readonly Family[] {
  return [
    statusFamily(kind, {
      name: 'status_last_terminated_reason',
      help: `Reason for the previous termination of ${kind.what} of a pod, as a label; the value is always 1.`,
      stability: 'ALPHA',
      labels: ['reason'],
      reads: lastTerminated({ reason: str(3) }),
      render: ({ name, lastState: { terminated } }, samples) => {
        if (terminated) samples.label('container', name).label('reason', terminated.reason).value(1);
      },
    }),
    statusFamily(kind, {
      name: 'status_last_terminated_exitcode',
      help: `Exit code of the previous termination of ${kind.what} of a pod.`,
      stability: 'ALPHA',
      reads: lastTerminated({ exitCode: int(1) }),
      render: ({ name, lastState: { terminated } }, samples) => {
        if (terminated) samples.label('container', name).value(terminated.exitCode);
      },
    }),
    statusFamily(kind, {
      name: 'status_last_terminated_timestamp',
      help: `Time of the previous termination of ${kind.what} of a pod, as a Unix timestamp in seconds.`,
      stability: 'ALPHA',
      reads: lastTerminated({ finishedAt: time(6) }),
      render: ({ name, lastState: { terminated } }, samples) => {
        if (terminated) samples.label('container', name).value(unixSeconds(terminated.finishedAt));
      },
    }),
  ];
}

/** Creates the families of readiness and restarts of containers. */
export function readinessFamilies(kind: ContainerKind): readonly Family[] {
  return [
    statusFamily(kind, {
      name: 'status_ready',
      help: `Whether ${kind.what} of a pod is ready (1) or not (0).`,
      stability: 'STABLE',
      reads: { ready: bool(4) },
      render: ({ name, ready }, samples) => samples.label('container', name).value(ready ? 1 : 0),
    }),
    statusFamily(kind, {
      name: 'status_restarts_total',
      help: `Number of restarts of ${kind.what} of a pod.`,
      stability: 'STABLE',
      type: 'counter',
      reads: { restartCount: int(5) },
      render: ({ name, restartCount }, samples) => samples.label('container', name).value(restartCount),
    }),
  ];
}

/** Creates the families of the current state of containers, with reasons. */
export function stateFamilies(kind: ContainerKind): readonly Family[] {
  return [
    statusFamily(kind, {
      name: 'status_running',
      help: `Whether ${kind.what} of a pod is running (1) or not (0).`,
      stability: 'STABLE',
      reads: isRunning,
      render: ({ name, state: { running } }, samples) => samples.label('container', name).value(running ? 1 : 0),
    }),
    statusFamily(kind, {
      name: 'status_terminated',
      help: `Whether ${kind.what} of a pod is terminated (1) or not (0).`,
      stability: 'STABLE',
      reads: isTerminated,
      render: ({ name, state: { terminated } }, samples) => samples.label('container', name).value(terminated ? 1 : 0),
    }),
    statusFamily(kind, {
      name: 'status_terminated_reason',
      help: `Reason why ${kind.what} of a pod is terminated, as a label; the value is always 1.`,
      stability: 'ALPHA',
      labels: ['reason'],
      reads: terminatedReason,
      render: ({ name, state: { terminated } }, samples) => {
        if (terminated) samples.label('container', name).label('reason', terminated.reason).value(1);
      },
    }),
    statusFamily(kind, {
      name: 'status_waiting',
      help: `Whether ${kind.what} of a pod is waiting to start (1) or not (0).`,
      stability: 'STABLE',
      reads: isWaiting,
      render: ({ name, state: { waiting } }, samples) => samples.label('container', name).value(waiting ? 1 : 0),
    }),
    statusFamily(kind, {
      name: 'status_waiting_reason',
      help: `Reason why ${kind.what} of a pod is waiting to start, as a label; the value is always 1.`,
      stability: kind.sidecars ? 'ALPHA' : 'STABLE',
      labels: ['reason'],
      reads: waitingReason,
      render: ({ name, state: { waiting } }, samples) => {
        if (waiting) samples.label('container', name).label('reason', waiting.reason).value(1);
      },
    }),
  ];
}
