import type { Cluster, Change as ClusterChange, Collection } from '../cluster.ts';
import type { ApiObject } from '../objects.ts';
import { controllerOf } from './conditions.ts';
import type { OwnerReference } from './types.ts';

type Objects = Map<string, ApiObject>;
type Groups = Map<string, Objects>;

/** An object that depends on an owner. */
export interface Dependent {
  readonly plural: string;
  readonly object: ApiObject;
}

/** The objects of a cluster by namespace, owner and node, kept up to date by the changes of the cluster. */
export class ClusterIndex {
  private readonly collections = new Map<string, Collection>();
  private readonly byNamespace = new Map<string, Groups>();
  private readonly byOwner = new Map<string, Map<string, Dependent>>();
  private readonly byNode: Groups = new Map();
  private readonly listeners: (() => void)[] = [];

  /** `onChange` is called after each change, with the index up to date. */
  constructor(cluster: Cluster, onChange: (plural: string, change: ClusterChange) => void) {
    for (const { plural } of cluster.kinds) {
      const collection = cluster.of(plural);
      if (this.collections.has(plural)) continue;
      this.collections.set(plural, collection);
      for (const { value } of collection.items.values()) this.add(plural, value);
      const listener = (change: ClusterChange): void => {
        if (change.before) this.remove(plural, change.before.value);
        if (change.type !== 'DELETED') this.add(plural, change.object.value);
        onChange(plural, change);
      };
      collection.listeners.add(listener);
      this.listeners.push(() => collection.listeners.delete(listener));
    }
  }

  /** No longer follows the cluster. */
  close(): void {
    for (const remove of this.listeners) remove();
  }

  /** Kinds whose objects are in namespaces. */
  get namespacedPlurals(): readonly string[] {
    return [...this.collections.values()].filter(({ kind }) => kind.namespaced).map(({ kind }) => kind.plural);
  }

  collection(plural: string): Collection | undefined {
    return this.collections.get(plural);
  }

  get(plural: string, namespace: string, name: string): ApiObject | undefined {
    return this.collections.get(plural)?.items.get(`${namespace}/${name}`)?.value;
  }

  *all(plural: string): Iterable<ApiObject> {
    for (const { value } of this.collections.get(plural)?.items.values() ?? []) yield value;
  }

  inNamespace(plural: string, namespace: string): Iterable<ApiObject> {
    return this.byNamespace.get(plural)?.get(namespace)?.values() ?? [];
  }

  onNode(node: string): Iterable<ApiObject> {
    return this.byNode.get(node)?.values() ?? [];
  }

  /** Everything that names a UID among its owners. */
  dependents(uid: string): readonly Dependent[] {
    return [...(this.byOwner.get(uid)?.values() ?? [])];
  }

  owned(plural: string, uid: string): readonly ApiObject[] {
    const found: ApiObject[] = [];
    for (const dependent of this.byOwner.get(uid)?.values() ?? [])
      if (dependent.plural === plural && controllerOf(dependent.object)?.uid === uid) found.push(dependent.object);
    return found;
  }

  private add(plural: string, object: ApiObject): void {
    const { namespace = '', name, ownerReferences } = object.metadata;
    if (namespace) group(groups(this.byNamespace, plural), namespace).set(name, object);
    for (const { uid } of (ownerReferences ?? []) as readonly OwnerReference[]) {
      let dependents = this.byOwner.get(uid);
      if (!dependents) this.byOwner.set(uid, (dependents = new Map()));
      dependents.set(`${plural}/${namespace}/${name}`, { plural, object });
    }
    const node = plural === 'pods' ? nodeOf(object) : '';
    if (node) group(this.byNode, node).set(`${namespace}/${name}`, object);
  }

  private remove(plural: string, object: ApiObject): void {
    const { namespace = '', name, ownerReferences } = object.metadata;
    drop(this.byNamespace.get(plural), namespace, name);
    for (const { uid } of (ownerReferences ?? []) as readonly OwnerReference[]) {
      const dependents = this.byOwner.get(uid);
      dependents?.delete(`${plural}/${namespace}/${name}`);
      if (dependents?.size === 0) this.byOwner.delete(uid);
    }
    if (plural === 'pods') drop(this.byNode, nodeOf(object), `${namespace}/${name}`);
  }
}

function nodeOf(pod: ApiObject): string {
  return (pod.spec as { readonly nodeName?: string } | undefined)?.nodeName ?? '';
}

function groups(all: Map<string, Groups>, name: string): Groups {
  let found = all.get(name);
  if (!found) all.set(name, (found = new Map()));
  return found;
}

function group(all: Groups, name: string): Objects {
  let found = all.get(name);
  if (!found) all.set(name, (found = new Map()));
  return found;
}

function drop(all: Groups | undefined, name: string, key: string): void {
  const objects = all?.get(name);
  objects?.delete(key);
  if (objects?.size === 0) all!.delete(name);
}
