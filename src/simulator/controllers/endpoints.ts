import { type ApiObject, at, type JsonObject, textAt } from '../objects.ts';
import { type Change, type Controller, equalJson, update, type World } from './change.ts';
import { controlledBy, isReady } from './conditions.ts';
import { hasAll } from './labels.ts';
import type { Pod } from './types.ts';

/** Most endpoints of one EndpointSlice. */
const SLICE = 100;

/** Keeps the EndpointSlices and Endpoints of a Service equal to the pods that it selects, and gives it its addresses. */
export const services: Controller = {
  plural: 'services',
  reconcile(service, world) {
    const changes = [...allocate(service, world)];
    const selector = at(service, 'spec', 'selector') as { readonly [key: string]: string } | undefined;
    if (!selector || Object.keys(selector).length === 0 || service.metadata.deletionTimestamp) return changes;
    const pods = [...(world.inNamespace('pods', service.metadata.namespace ?? '') as Iterable<Pod>)]
      .filter((pod) => hasAll(selector, pod.metadata.labels) && pod.status?.podIP && isServing(pod))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    return [...changes, ...slices(service, pods, world), ...endpoints(service, pods, world)];
  },
};

function isServing({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** An address of the cluster, and for a load balancer one outside of it. */
function allocate(service: ApiObject, { random }: World): readonly Change[] {
  const spec = (service.spec ?? {}) as JsonObject;
  const type = spec.type ?? 'ClusterIP';
  const members: Record<string, JsonObject> = {};
  if (!spec.clusterIP && type !== 'ExternalName') {
    const clusterIP = `10.96.${random.below(250)}.${1 + random.below(250)}`;
    members.spec = { ...spec, type, clusterIP, clusterIPs: [clusterIP] };
  }
  const ingress = at(service, 'status', 'loadBalancer', 'ingress');
  if (type === 'LoadBalancer' && !ingress) {
    const ip = `203.0.113.${1 + random.below(250)}`;
    members.status = { ...(service.status as JsonObject), loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } };
  }
  return Object.keys(members).length > 0 ? [update('services', service, members)] : [];
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
}

/** The ports of a Service where its pods have them; names of targets are looked up in the first pod. */
function portsOf(service: ApiObject, pods: readonly Pod[]): readonly Port[] {
  const ports = (at(service, 'spec', 'ports') ?? []) as readonly JsonObject[];
  const declared = pods.flatMap((pod) => pod.spec.containers.flatMap((c) => (c.ports ?? []) as readonly JsonObject[]));
  return ports.map(({ name, port, targetPort, protocol }) => {
    const named = declared.find((p) => p.name === targetPort);
    const target = typeof targetPort === 'number' ? targetPort : (named?.containerPort ?? port);
    return {
      ...(typeof name === 'string' && { name }),
      port: Number(target),
      protocol: typeof protocol === 'string' ? protocol : 'TCP',
    };
  });
}

function targetRef({ metadata: { namespace, name, uid } }: Pod): JsonObject {
  return { kind: 'Pod', namespace, name, uid };
}

function slices(service: ApiObject, pods: readonly Pod[], world: World): readonly Change[] {
  const { namespace = '', name } = service.metadata;
  const ports = portsOf(service, pods) as unknown as readonly JsonObject[];
  const count = Math.max(1, Math.ceil(pods.length / SLICE));
  const changes: Change[] = [];
  for (let i = 0; i < count; i++) {
    const endpoints = pods.slice(i * SLICE, (i + 1) * SLICE).map((pod) => endpointOf(pod));
    const old = world.get('endpointslices', namespace, `${name}-${i + 1}`);
    if (old && equalJson(old.endpoints, endpoints) && equalJson(old.ports, ports)) continue;
    const labels = {
      ...(old?.metadata.labels ?? service.metadata.labels),
      'kubernetes.io/service-name': name,
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    };
    const metadata = { name: `${name}-${i + 1}`, namespace, labels, ownerReferences: [controlledBy(service)] };
    const object: JsonObject = { metadata, addressType: 'IPv4', endpoints, ports };
    changes.push(old ? update('endpointslices', old, object) : { do: 'create', plural: 'endpointslices', object });
  }
  for (let i = count; world.get('endpointslices', namespace, `${name}-${i + 1}`); i++)
    changes.push({ do: 'delete', plural: 'endpointslices', namespace, name: `${name}-${i + 1}` });
  return changes;
}

function endpointOf(pod: Pod): JsonObject {
  const [ready, terminating] = [isReady(pod), pod.metadata.deletionTimestamp !== undefined];
  return {
    addresses: [textAt(pod, 'status', 'podIP')],
    conditions: { ready: ready && !terminating, serving: ready, terminating },
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
  };
}

function endpoints(service: ApiObject, pods: readonly Pod[], world: World): readonly Change[] {
  const { namespace = '', name } = service.metadata;
  const address = (pod: Pod): JsonObject => ({
    ip: textAt(pod, 'status', 'podIP'),
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
  });
  const alive = pods.filter((pod) => !pod.metadata.deletionTimestamp);
  const [ready, unready] = [alive.filter(isReady).map(address), alive.filter((pod) => !isReady(pod)).map(address)];
  const subset = {
    ...(ready.length > 0 && { addresses: ready }),
    ...(unready.length > 0 && { notReadyAddresses: unready }),
    ports: portsOf(service, pods) as unknown as readonly JsonObject[],
  };
  const subsets: readonly JsonObject[] = alive.length > 0 ? [subset] : [];
  const old = world.get('endpoints', namespace, name);
  if (old && equalJson(old.subsets, subsets)) return [];
  if (old) return [update('endpoints', old, { subsets })];
  // They have the name of their Service and are deleted with it.
  const metadata = { name, namespace, labels: service.metadata.labels, ownerReferences: [controlledBy(service)] };
  return [{ do: 'create', plural: 'endpoints', object: { metadata, subsets } as JsonObject }];
}
