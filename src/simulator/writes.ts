import type { Cluster, Collection } from './cluster.ts';
import { withDefaults } from './defaults.ts';
import { requestDeletion } from './deletion.ts';
import { apiVersionOf } from './kinds.ts';
import type { ApiObject, Json, JsonObject, Metadata } from './objects.ts';
import { applyJsonPatch, type JsonPatchStep, mergePatch } from './patch.ts';
import { and, compileFieldSelector, compileLabelSelector } from './selectors.ts';
import { badRequest, conflict, invalid, notFound, StatusError } from './status.ts';
import type { StoredObject } from './stored.ts';

/** The object that a write is about. */
export interface Target {
  readonly cluster: Cluster;
  readonly collection: Collection;
  readonly namespace: string;
  /** Empty for a creation. */
  readonly name: string;
  /** The status alone, or the whole object. */
  readonly subresource: string;
  readonly dryRun: boolean;
}

/** Creates an object. Throws 404 for a namespace that is not there, 409 where the name is taken, 422 without a name. */
export function create(target: Target, body: JsonObject): StoredObject | JsonObject {
  const { cluster, collection, namespace } = target;
  const { kind } = collection;
  const given = (body.metadata ?? {}) as Partial<Metadata>;
  const prefix = typeof given.generateName === 'string' ? given.generateName : '';
  const name = given.name || (prefix && prefix + target.cluster.random.suffix(5));
  if (!name) throw invalid(`${kind.kind} is invalid: metadata.name: Required value: name or generateName is required`);
  if (given.namespace && given.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (kind.namespaced && !cluster.get(cluster.of('namespaces'), '', namespace))
    throw notFound(`namespaces "${namespace}"`);
  if (cluster.get(collection, namespace, name)) {
    throw new StatusError(409, 'AlreadyExists', `${kind.plural} "${name}" already exists`);
  }
  const { resourceVersion: _, uid: __, ...metadata } = given;
  const labels = kind.plural === 'namespaces' ? { 'kubernetes.io/metadata.name': name, ...metadata.labels } : undefined;
  const own = {
    ...withoutEmpty(metadata),
    ...(labels && { labels }),
    name,
    ...(namespace && { namespace }),
    generation: 1,
  };
  const object = withDefaults(kind.plural, { ...body, metadata: own } as unknown as JsonObject);
  if (target.dryRun) return object;
  return cluster.put(collection, object);
}

/** Replaces an object. Throws 404, and 409 where the version given is not the present one. */
export function replace(target: Target, body: JsonObject): StoredObject | JsonObject {
  const before = find(target);
  const given = (body.metadata ?? {}) as Partial<Metadata>;
  if (given.name !== undefined && given.name !== target.name) {
    throw badRequest(`the name of the object (${given.name}) does not match the name on the URL (${target.name})`);
  }
  if (given.resourceVersion && given.resourceVersion !== before.value.metadata.resourceVersion) {
    const what = `${target.collection.kind.plural} "${target.name}"`;
    throw conflict(
      `Operation cannot be fulfilled on ${what}: the object has been modified; please apply your changes to the latest version and try again`,
    );
  }
  return store(target, before, body);
}

/** Patches an object: merge, strategic merge (lists of named items are merged by name) or JSON patch. Throws 415. */
export function patch(target: Target, contentType: string, body: Json): StoredObject | JsonObject {
  const before = find(target);
  if (contentType.startsWith('application/json-patch+json')) {
    return store(
      target,
      before,
      applyJsonPatch(before.value, body as unknown as readonly JsonPatchStep[]) as JsonObject,
    );
  }
  const strategic = contentType.startsWith('application/strategic-merge-patch+json');
  if (!strategic && !contentType.startsWith('application/merge-patch+json')) {
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format: ${contentType}`,
    );
  }
  return store(target, before, mergePatch(before.value, body, strategic) as JsonObject);
}

/**
 * Applies an object as server-side apply does, but without fields' owners: what is given is merged, and nothing is removed because it is
 * no longer given. Creates the object where it is not there. Throws 400 without a field manager.
 */
export function apply(
  target: Target,
  body: JsonObject,
  fieldManager: string,
): { readonly created: boolean; readonly result: StoredObject | JsonObject } {
  if (!fieldManager) throw badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value');
  const before = target.cluster.get(target.collection, target.namespace, target.name);
  if (!before) {
    const metadata = { ...(body.metadata as JsonObject | undefined), name: target.name };
    return { created: true, result: create({ ...target, name: '' }, { ...body, metadata }) };
  }
  return { created: false, result: store(target, before, mergePatch(before.value, body, true) as JsonObject) };
}

/** Options of a deletion. */
export interface DeleteOptions {
  /** Seconds that a pod gets to end; undefined: as many as it asks for. */
  readonly graceSeconds: number | undefined;
  /** Objects that it owns stay. */
  readonly orphan: boolean;
  readonly dryRun: boolean;
}

/** Deletes an object, or asks those to clean up who have to first, and gives its last state. */
export function remove(target: Target, { graceSeconds, orphan, dryRun }: DeleteOptions): StoredObject {
  const before = find(target);
  if (target.dryRun || dryRun) return before;
  if (orphan) disown(target.cluster, before.value.metadata.uid);
  return requestDeletion(target.cluster, target.collection, target.namespace, target.name, graceSeconds)!;
}

/** Deletes the objects of a collection that the selectors select. */
export function removeAll(target: Target, query: URLSearchParams, options: DeleteOptions): JsonObject {
  const { kind } = target.collection;
  const selector = and(
    compileFieldSelector(kind.plural, query.get('fieldSelector') ?? ''),
    compileLabelSelector(query.get('labelSelector') ?? ''),
  );
  const items = [...target.collection.items.values()].filter(
    ({ value }) => (!target.namespace || value.metadata.namespace === target.namespace) && selector(value),
  );
  for (const { value } of items) {
    const { namespace = '', name } = value.metadata;
    remove({ ...target, namespace, name }, options);
  }
  const list = items.map(({ value }) => value);
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: {}, items: list };
}

/** Removes an owner from the objects that it owns. */
function disown(cluster: Cluster, uid: string): void {
  for (const { plural } of cluster.kinds) {
    const collection = cluster.of(plural);
    for (const { value } of [...collection.items.values()]) {
      const owners = (value.metadata.ownerReferences ?? []) as readonly JsonObject[];
      const ownerReferences = owners.filter((owner) => owner.uid !== uid);
      if (ownerReferences.length === owners.length) continue;
      cluster.put(collection, { ...value, metadata: { ...value.metadata, ownerReferences } });
    }
  }
}

export function find({ cluster, collection, namespace, name }: Target): StoredObject {
  const found = cluster.get(collection, namespace, name);
  if (!found) throw notFound(`${collection.kind.plural} "${name}"`);
  return found;
}

function store(target: Target, before: StoredObject, body: JsonObject): StoredObject | JsonObject {
  const old = before.value;
  const given = (body.metadata ?? {}) as Partial<Metadata>;
  const specChanged = JSON.stringify(body.spec) !== JSON.stringify(old.spec);
  const generation = Number(old.metadata.generation ?? 1) + (specChanged && target.subresource !== 'status' ? 1 : 0);
  const metadata = {
    ...withoutEmpty(given),
    name: target.name,
    ...(target.namespace && { namespace: target.namespace }),
    generation,
  };
  const isStatus = target.subresource === 'status' || target.subresource === 'approval';
  const object = isStatus
    ? { ...old, status: body.status }
    : withDefaults(target.collection.kind.plural, { ...body, metadata: kept(old, metadata) } as JsonObject);
  if (target.dryRun) return object as JsonObject;
  const isReleased =
    old.metadata.deletionTimestamp && !isStatus && !(given.finalizers as readonly Json[] | undefined)?.length;
  const stored = target.cluster.put(target.collection, object as unknown as JsonObject);
  // The last finalizer was all that it was there for.
  const waits = ['pods', 'namespaces'].includes(target.collection.kind.plural);
  if (isReleased && !waits) return target.cluster.delete(target.collection, target.namespace, target.name)!;
  return stored;
}

/** Metadata without empty maps and lists, which are the same as none. */
function withoutEmpty(metadata: Partial<Metadata>): JsonObject {
  const isEmpty = (value: Json | undefined): boolean =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isEmpty(value)));
}

/** Metadata with the members that no client can take away. */
function kept(
  { metadata: { deletionTimestamp, deletionGracePeriodSeconds } }: ApiObject,
  metadata: JsonObject,
): JsonObject {
  return deletionTimestamp ? { ...metadata, deletionTimestamp, deletionGracePeriodSeconds } : metadata;
}
