import { type ApiObject, at, type JsonObject, textAt } from './objects.ts';

/** Status of a container, as far as tables show it. */
interface Status {
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: JsonObject;
}

/** Statuses of a pod's containers. */
export function statusesOf(pod: ApiObject): readonly Status[] {
  return (at(pod, 'status', 'containerStatuses') ?? []) as readonly Status[];
}

/** Tells the state of a pod in a word, as kubectl shows it. */
export function podStatus(pod: ApiObject): string {
  if (pod.metadata.deletionTimestamp) return 'Terminating';
  const own = textAt(pod, 'status', 'reason');
  if (own) return own;
  const init = (at(pod, 'status', 'initContainerStatuses') ?? []) as readonly Status[];
  const done = init.filter(({ state }) => at(state, 'terminated', 'exitCode') === 0).length;
  for (const { state } of init) {
    const failed = at(state, 'terminated') && at(state, 'terminated', 'exitCode') !== 0;
    const reason = failed ? textAt(state, 'terminated', 'reason') : textAt(state, 'waiting', 'reason');
    if (reason && reason !== 'PodInitializing' && reason !== 'ContainerCreating') return `Init:${reason}`;
  }
  const isStarting = textAt(pod, 'status', 'phase') === 'Pending' && init.length > 0 && done < init.length;
  if (isStarting) return `Init:${done}/${init.length}`;
  for (const { state } of statusesOf(pod)) {
    const reason = textAt(state, 'waiting', 'reason') || textAt(state, 'terminated', 'reason');
    if (reason) return reason;
  }
  return textAt(pod, 'status', 'phase');
}

/** Counts the restarts of a pod's containers. */
export function restartsOf(pod: ApiObject): string {
  return String(statusesOf(pod).reduce((n, s) => n + (s.restartCount ?? 0), 0));
}

/** Tells whether a node is ready, and whether it takes pods. */
export function nodeStatus(node: ApiObject): string {
  const conditions = (at(node, 'status', 'conditions') ?? []) as readonly JsonObject[];
  const ready = conditions.some((c) => c.type === 'Ready' && c.status === 'True');
  return (ready ? 'Ready' : 'NotReady') + (at(node, 'spec', 'unschedulable') ? ',SchedulingDisabled' : '');
}

/** Names the roles of a node, as its labels tell. */
export function rolesOf({ metadata: { labels = {} } }: ApiObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(labels).filter((label) => label.startsWith(prefix));
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || '<none>'
  );
}
