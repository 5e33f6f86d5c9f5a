import type { Change as ClusterChange } from '../cluster.ts';
import { type ApiObject, textAt } from '../objects.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { controllerOf } from './conditions.ts';
import { hasAll, matches } from './labels.ts';
import type { LabelSelector } from './types.ts';
import type { Key } from './work-queue.ts';

/** Kinds that control objects, by the name in owner references. */
const OWNERS: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  CronJob: 'cronjobs',
  Service: 'services',
};

const keyOf = (plural: string, { metadata: { namespace = '', name } }: ApiObject): Key => ({ plural, namespace, name });

/** Names the objects that may have to change after a change of one: itself, its controller, and those that select or use it. */
export function relatedTo(
  plural: string,
  { object, before, type }: ClusterChange,
  index: ClusterIndex,
): readonly Key[] {
  const { value } = object;
  const keys: Key[] = type === 'DELETED' ? [] : [keyOf(plural, value)];
  const namespace = value.metadata.namespace ?? '';
  const owner = controllerOf(value);
  const owners = owner && OWNERS[owner.kind];
  if (owners) keys.push({ plural: owners, namespace, name: owner.name });
  if (plural === 'pods') keys.push(...relatedToPod(value, before?.value, index));
  // A Deployment that replaces all pods at once waits for the last one to be gone.
  if (plural === 'pods' && type === 'DELETED' && owners === 'replicasets') {
    const deployment = controllerOf(index.get(owners, namespace, owner!.name) ?? value);
    if (deployment?.kind === 'Deployment') keys.push({ plural: 'deployments', namespace, name: deployment.name });
  }
  if (plural === 'nodes') keys.push(...relatedToNode(value, before?.value, index, type === 'DELETED'));
  else if (plural === 'persistentvolumeclaims' && type === 'DELETED')
    keys.push({ plural: 'persistentvolumes', namespace: '', name: textAt(value, 'spec', 'volumeName') });
  else if (plural === 'deployments' || plural === 'statefulsets') {
    for (const hpa of index.inNamespace('horizontalpodautoscalers', namespace))
      if (textAt(hpa, 'spec', 'scaleTargetRef', 'name') === value.metadata.name)
        keys.push(keyOf('horizontalpodautoscalers', hpa));
  }
  if (namespace && type !== 'MODIFIED')
    for (const quota of index.inNamespace('resourcequotas', namespace)) keys.push(keyOf('resourcequotas', quota));
  return keys;
}

/** The Services and budgets whose selector a pod matches. */
function relatedToPod(pod: ApiObject, before: ApiObject | undefined, index: ClusterIndex): readonly Key[] {
  const namespace = pod.metadata.namespace ?? '';
  const keys: Key[] = [];
  const touches = (test: (labels: ApiObject['metadata']['labels']) => boolean): boolean =>
    test(pod.metadata.labels) || (before !== undefined && test(before.metadata.labels));
  for (const service of index.inNamespace('services', namespace)) {
    const selector = (service.spec as { readonly selector?: { readonly [key: string]: string } } | undefined)?.selector;
    if (selector && touches((labels) => hasAll(selector, labels))) keys.push(keyOf('services', service));
  }
  for (const budget of index.inNamespace('poddisruptionbudgets', namespace)) {
    const { selector } = budget.spec as { readonly selector?: LabelSelector };
    if (touches((labels) => matches(selector, labels))) keys.push(keyOf('poddisruptionbudgets', budget));
  }
  const hasEnded = textAt(pod, 'status', 'phase') !== textAt(before, 'status', 'phase');
  if (before && hasEnded)
    for (const quota of index.inNamespace('resourcequotas', namespace)) keys.push(keyOf('resourcequotas', quota));
  return keys;
}

/** DaemonSets, where pods may run on a node changes; and the pods on it, which may have to change with it. */
function relatedToNode(
  node: ApiObject,
  before: ApiObject | undefined,
  index: ClusterIndex,
  isDeleted: boolean,
): readonly Key[] {
  // Heartbeats change neither.
  const isSame = before?.spec === node.spec && before?.metadata.labels === node.metadata.labels;
  const keys: Key[] = [];
  if (!isSame || isDeleted) {
    for (const set of index.all('daemonsets')) keys.push(keyOf('daemonsets', set));
    for (const pod of index.onNode(node.metadata.name)) keys.push(keyOf('pods', pod));
  }
  return keys;
}
