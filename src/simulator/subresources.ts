import { formatUtc } from '../base/utc-time.ts';
import { requestDeletion } from './deletion.ts';
import { type ApiObject, at, type Json, type JsonObject, textAt } from './objects.ts';
import { mergePatch } from './patch.ts';
import { badRequest, conflict, StatusError } from './status.ts';
import type { StoredObject } from './stored.ts';
import { find, type Target } from './writes.ts';

/** A request for a part of an object. */
interface SubresourceRequest {
  readonly method: string;
  readonly body: Json | undefined;
}

/** A subresource of some kinds that is no part of their objects. */
interface Subresource {
  readonly plurals: readonly string[];
  /** Group, version and kind of its bodies, for discovery. */
  readonly type: readonly [group: string, version: string, kind: string];
  readonly verbs: readonly string[];
  readonly answer: (target: Target, request: SubresourceRequest) => StoredObject | JsonObject;
}

/** Subresources by name. */
export const subresources: Readonly<Record<string, Subresource>> = {
  scale: {
    plurals: ['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers'],
    type: ['autoscaling', 'v1', 'Scale'],
    verbs: ['get', 'patch', 'update'],
    answer: scale,
  },
  eviction: { plurals: ['pods'], type: ['policy', 'v1', 'Eviction'], verbs: ['create'], answer: evict },
  binding: { plurals: ['pods'], type: ['', 'v1', 'Binding'], verbs: ['create'], answer: bind },
  token: {
    plurals: ['serviceaccounts'],
    type: ['authentication.k8s.io', 'v1', 'TokenRequest'],
    verbs: ['create'],
    answer: issueToken,
  },
  log: absent('Pod', ['get'], 'containers of simulated pods write no logs'),
  exec: absent('PodExecOptions', ['create', 'get'], 'simulated pods have no processes: exec is not possible'),
  attach: absent('PodAttachOptions', ['create', 'get'], 'simulated pods have no processes: attach is not possible'),
  portforward: absent(
    'PodPortForwardOptions',
    ['create', 'get'],
    'simulated pods have no ports: port-forward is not possible',
  ),
  proxy: {
    ...absent(
      'PodProxyOptions',
      ['get', 'create', 'update', 'patch', 'delete'],
      'simulated pods have no ports: proxy is not possible',
    ),
    plurals: ['pods', 'services', 'nodes'],
  },
  ephemeralcontainers: absent('Pod', ['get', 'patch', 'update'], 'simulated pods take no ephemeral containers'),
};

/** A subresource of pods that takes a real container. */
function absent(kind: string, verbs: readonly string[], message: string): Subresource {
  return {
    plurals: ['pods'],
    type: ['', 'v1', kind],
    verbs,
    answer(target) {
      find(target);
      throw new StatusError(405, 'MethodNotAllowed', message);
    },
  };
}

/** Parts of an object that are written by themselves: the others stay as they are. */
const PARTS = new Set(['', 'status', 'finalize', 'approval', 'resize']);

/**
 * Answers a request for a subresource that is no part of the object; undefined: the request is for the object or a part of it.
 * Throws 404 for a subresource that the kind does not have, and 405 for a method that it does not take.
 */
export function answerSubresource(target: Target, request: SubresourceRequest): StoredObject | JsonObject | undefined {
  const { subresource, collection } = target;
  if (PARTS.has(subresource)) return undefined;
  const found = Object.hasOwn(subresources, subresource) ? subresources[subresource]! : undefined;
  if (!found?.plurals.includes(collection.kind.plural))
    throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
  const verb = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }[request.method] ?? '';
  if (!found.verbs.includes(verb))
    throw new StatusError(405, 'MethodNotAllowed', `${subresource} does not take ${request.method}`);
  return found.answer(target, request);
}

function scaleOf({ metadata, spec, status }: ApiObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata as JsonObject;
  const labels = Object.entries((at(spec, 'selector', 'matchLabels') ?? at(spec, 'selector') ?? {}) as JsonObject);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(spec, 'replicas') ?? 1 },
    status: { replicas: at(status, 'replicas') ?? 0, selector: labels.map(([k, v]) => `${k}=${String(v)}`).join(',') },
  };
}

function scale(target: Target, { method, body }: SubresourceRequest): JsonObject {
  const before = find(target).value;
  if (method === 'GET') return scaleOf(before);
  const wanted = method === 'PATCH' ? mergePatch(scaleOf(before), body ?? null, false) : body;
  const version = textAt(wanted, 'metadata', 'resourceVersion');
  if (version && version !== before.metadata.resourceVersion)
    throw conflict(
      `Operation cannot be fulfilled on ${target.collection.kind.plural} "${target.name}": the object has been modified`,
    );
  const replicas = at(wanted, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || Number(replicas) < 0)
    throw badRequest('spec.replicas: expected a whole number from 0 on');
  const spec = before.spec as JsonObject;
  const generation = Number(before.metadata.generation ?? 1) + (replicas === spec.replicas ? 0 : 1);
  const object = { ...before, metadata: { ...before.metadata, generation }, spec: { ...spec, replicas } };
  return scaleOf(target.dryRun ? object : target.cluster.put(target.collection, object).value);
}

/** Evicts a pod, unless its PodDisruptionBudget does not permit that now. */
function evict(target: Target, { body }: SubresourceRequest): JsonObject {
  const { value } = find(target);
  const labels = value.metadata.labels ?? {};
  for (const { value: budget } of target.cluster.of('poddisruptionbudgets').items.values()) {
    const wanted = Object.entries((at(budget, 'spec', 'selector', 'matchLabels') ?? {}) as JsonObject);
    const selects = wanted.length > 0 && wanted.every(([key, text]) => labels[key] === text);
    if (budget.metadata.namespace !== target.namespace || !selects) continue;
    if (Number(at(budget, 'status', 'disruptionsAllowed') ?? 0) < 1) {
      const message = "Cannot evict pod as it would violate the pod's disruption budget.";
      throw new StatusError(429, 'TooManyRequests', message, { retryAfterSeconds: 10 });
    }
  }
  const seconds = at(body, 'deleteOptions', 'gracePeriodSeconds');
  const grace = typeof seconds === 'number' ? seconds : undefined;
  if (!target.dryRun) requestDeletion(target.cluster, target.collection, target.namespace, target.name, grace);
  return success();
}

function bind(target: Target, { body }: SubresourceRequest): JsonObject {
  const { value } = find(target);
  const spec = { ...(value.spec as JsonObject), nodeName: textAt(body, 'target', 'name') };
  if (!target.dryRun) target.cluster.put(target.collection, { ...value, spec });
  return success();
}

function issueToken(target: Target, { body }: SubresourceRequest): JsonObject {
  find(target);
  const seconds = Number(at(body, 'spec', 'expirationSeconds') ?? 3_600);
  const expirationTimestamp = formatUtc(target.cluster.now() + seconds * 1000, 0);
  const status = { token: `simulated-${target.cluster.random.hex(32)}`, expirationTimestamp };
  return { ...(body as JsonObject | undefined), kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', status };
}

/** The Status of a request that has nothing else to tell. */
function success(): JsonObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}
