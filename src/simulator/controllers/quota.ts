import { type ApiObject, at, type JsonObject } from '../objects.ts';
import { type Controller, statusChange, type World } from './change.ts';
import { quantityOf, quantityText, requestsOf } from './quantities.ts';
import type { Pod, PodSpec } from './types.ts';

/** Adds the use of a namespace up for each ResourceQuota in it. */
export const resourceQuotas: Controller = {
  plural: 'resourcequotas',
  reconcile(quota, world) {
    const hard = (at(quota, 'spec', 'hard') ?? {}) as JsonObject;
    const used = Object.fromEntries(
      Object.keys(hard).map((resource) => [
        resource,
        quantityText(usedOf(resource, quota.metadata.namespace ?? '', world)),
      ]),
    );
    return statusChange('resourcequotas', quota, { hard, used });
  },
};

function usedOf(resource: string, namespace: string, world: World): number {
  const [, name = resource] = /^(?:requests\.)(cpu|memory)$/.exec(resource) ?? [];
  if (name === 'pods' || name === 'count/pods' || name === 'cpu' || name === 'memory') {
    let sum = 0;
    for (const pod of world.inNamespace('pods', namespace) as Iterable<Pod>) {
      if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
      sum += name === 'cpu' || name === 'memory' ? requestsOf(pod.spec)[name] : 1;
    }
    return sum;
  }
  const [, plural = ''] = /^(?:count\/)?([a-z]+)(?:\..*)?$/.exec(name) ?? [];
  return COUNTED.has(plural) ? [...world.inNamespace(plural, namespace)].length : 0;
}

/** Kinds whose objects a quota can count. */
const COUNTED = new Set([
  'configmaps',
  'secrets',
  'services',
  'persistentvolumeclaims',
  'deployments',
  'replicasets',
  'statefulsets',
  'jobs',
  'cronjobs',
]);

/** Tells how many pods of a spec the quotas of a namespace permit, and the API's message where these are not all. */
export function quotaRefusal(
  world: World,
  namespace: string,
  wanted: number,
  spec: PodSpec,
): { readonly allowed: number; readonly message?: string } {
  let allowed = wanted;
  let message: string | undefined;
  for (const quota of world.inNamespace('resourcequotas', namespace)) {
    const limit = permitted(quota, world, spec);
    if (limit >= allowed) continue;
    allowed = limit;
    message = `pods is forbidden: exceeded quota: ${quota.metadata.name}`;
  }
  return message === undefined ? { allowed } : { allowed, message };
}

function permitted(quota: ApiObject, world: World, spec: PodSpec): number {
  const hard = (at(quota, 'spec', 'hard') ?? {}) as JsonObject;
  const namespace = quota.metadata.namespace ?? '';
  const { cpu, memory } = requestsOf(spec);
  const each: Readonly<Record<string, number>> = {
    pods: 1,
    'count/pods': 1,
    cpu,
    'requests.cpu': cpu,
    memory,
    'requests.memory': memory,
  };
  let limit = Number.POSITIVE_INFINITY;
  for (const [resource, amount] of Object.entries(hard)) {
    const one = each[resource] ?? 0;
    if (one > 0)
      limit = Math.min(limit, Math.floor((quantityOf(amount) - usedOf(resource, namespace, world)) / one + 1e-9));
  }
  return Math.max(0, limit);
}
