import type { Cluster, Collection } from './cluster.ts';
import type { Json, JsonObject, Metadata } from './objects.ts';
import { applyJsonPatch, type JsonPatchStep, mergePatch } from './patch.ts';
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
  const object = { ...body, metadata: { ...metadata, name, ...(namespace && { namespace }), generation: 1 } };
  if (target.dryRun) return object;
  return cluster.put(collection, object as unknown as JsonObject);
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

/** Deletes an object and gives its last state. */
export function remove(target: Target): StoredObject {
  const before = find(target);
  if (target.dryRun) return before;
  return target.cluster.delete(target.collection, target.namespace, target.name)!;
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
    ...given,
    name: target.name,
    ...(target.namespace && { namespace: target.namespace }),
    generation,
  };
  const object = target.subresource === 'status' ? { ...old, status: body.status } : { ...body, metadata };
  if (target.dryRun) return object as JsonObject;
  return target.cluster.put(target.collection, object as unknown as JsonObject);
}
