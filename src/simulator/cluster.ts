import { formatUtc } from '../base/utc-time.ts';
import { followDefinition } from './definitions.ts';
import { Random } from './generate/random.ts';
import { apiVersionOf, builtinKinds, type Kind, kindKey } from './kinds.ts';
import type { ApiObject, JsonObject, Metadata } from './objects.ts';
import { StoredObject } from './stored.ts';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** A change of one object; `before` is what it was, if it was. */
export interface Change {
  readonly type: ChangeType;
  readonly object: StoredObject;
  readonly before: StoredObject | undefined;
  readonly revision: number;
}

/** The objects of one kind, and the changes that watches can go back to. */
export interface Collection {
  readonly kind: Kind;
  readonly items: Map<string, StoredObject>;
  /** Oldest first; bounded. */
  readonly changes: Change[];
  /** Changes up to this revision are forgotten. */
  compactedAt: number;
  readonly listeners: Set<(change: Change) => void>;
  /** Called when the kind is no longer served, which ends its watches. */
  readonly enders: Set<() => void>;
  /** Keys in order; sorted on demand. */
  sorted: readonly StoredObject[] | undefined;
}

/** Changes kept per kind: what watches can resume from. */
const KEPT_CHANGES = 20_000;

/** The state of the simulated cluster. Revisions count up over all kinds, as those of etcd do. */
export class Cluster {
  private readonly collections = new Map<string, Collection>();
  /** The time of day, in Unix milliseconds: when it was made, until it is served. */
  now: () => number;
  readonly random: Random;
  revision = 1_000;
  /** Whether controllers act on it, so that deletions may wait for them. */
  isAlive = false;

  /** The same seed gives the same UIDs. */
  constructor({ nowMs = 0, seed = 1 }: { readonly nowMs?: number; readonly seed?: number } = {}) {
    this.now = () => nowMs;
    this.random = new Random(~seed);
    for (const kind of builtinKinds) this.addKind(kind);
  }

  get kinds(): readonly Kind[] {
    return [...this.collections.values()].map((c) => c.kind);
  }

  addKind(kind: Kind): void {
    const key = kindKey(kind.group, kind.version, kind.plural);
    if (this.collections.has(key)) return;
    const collection = {
      kind,
      items: new Map(),
      changes: [],
      compactedAt: 0,
      listeners: new Set<never>(),
      enders: new Set<never>(),
      sorted: undefined,
    };
    this.collections.set(key, collection);
    // All versions of a kind show the same objects.
    const [other] = this.versionsOf(collection);
    for (const { value } of other?.items.values() ?? []) this.store(collection, asOf(kind, value));
  }

  /** No longer serves a kind: its objects are gone and its watches end. */
  removeKind({ group, version, plural }: Pick<Kind, 'group' | 'version' | 'plural'>): void {
    const key = kindKey(group, version, plural);
    const collection = this.collections.get(key);
    this.collections.delete(key);
    for (const end of collection?.enders ?? []) end();
  }

  /** The collections of the other versions of a kind. */
  private versionsOf({ kind }: Collection): readonly Collection[] {
    if (kind.message !== undefined) return [];
    return [...this.collections.values()].filter(
      (other) => other.kind.plural === kind.plural && other.kind.group === kind.group && other.kind !== kind,
    );
  }

  collection(group: string, version: string, plural: string): Collection | undefined {
    return this.collections.get(kindKey(group, version, plural));
  }

  /** The collection of a built-in plural. Throws where there is none. */
  of(plural: string): Collection {
    const found = [...this.collections.values()].find((c) => c.kind.plural === plural);
    if (!found) throw new Error(`BUG: no kind ${plural}`);
    return found;
  }

  get(collection: Collection, namespace: string, name: string): StoredObject | undefined {
    return collection.items.get(keyOf(namespace, name));
  }

  /** The objects in the order of their keys: namespace, then name. */
  list(collection: Collection): readonly StoredObject[] {
    collection.sorted ??= [...collection.items.entries()]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, o]) => o);
    return collection.sorted;
  }

  /** Creates or replaces an object, setting what the server sets: UID, creation time, resource version. */
  put(collection: Collection, given: JsonObject): StoredObject {
    const stored = this.store(collection, given);
    for (const other of this.versionsOf(collection)) this.store(other, asOf(other.kind, stored.value));
    if (isDefinitions(collection)) followDefinition(this, stored.value);
    return stored;
  }

  private store(collection: Collection, given: JsonObject): StoredObject {
    const metadata = (given.metadata ?? {}) as Partial<Metadata>;
    const key = keyOf(metadata.namespace ?? '', metadata.name ?? '');
    const before = collection.items.get(key);
    const revision = ++this.revision;
    const object = {
      apiVersion: apiVersionOf(collection.kind),
      kind: collection.kind.kind,
      ...given,
      metadata: {
        ...metadata,
        uid: before?.value.metadata.uid ?? metadata.uid ?? this.random.uid(),
        creationTimestamp:
          before?.value.metadata.creationTimestamp ?? metadata.creationTimestamp ?? formatUtc(this.now(), 0),
        resourceVersion: String(revision),
      },
    } as unknown as ApiObject;
    const stored = new StoredObject(object, collection.kind);
    collection.items.set(key, stored);
    this.record(collection, { type: before ? 'MODIFIED' : 'ADDED', object: stored, before, revision });
    return stored;
  }

  /** Deletes an object; what watches see of it has the revision of its end. */
  delete(collection: Collection, namespace: string, name: string): StoredObject | undefined {
    const key = keyOf(namespace, name);
    const before = collection.items.get(key);
    if (!before) return undefined;
    const revision = ++this.revision;
    const metadata = { ...before.value.metadata, resourceVersion: String(revision) };
    const last = new StoredObject({ ...before.value, metadata }, collection.kind);
    collection.items.delete(key);
    this.record(collection, { type: 'DELETED', object: last, before, revision });
    for (const other of this.versionsOf(collection)) this.delete(other, namespace, name);
    if (isDefinitions(collection)) followDefinition(this, last.value, true);
    return last;
  }

  /** Forgets the changes that watches could resume from, as etcd's compaction does. */
  compact(): void {
    for (const collection of this.collections.values()) {
      collection.changes.length = 0;
      collection.compactedAt = this.revision;
    }
  }

  /** Sets the counter back, as when a server is restored from an older snapshot. Objects stay as they are. */
  restore(revision: number): void {
    this.compact();
    for (const collection of this.collections.values()) collection.compactedAt = 0;
    this.revision = revision;
  }

  private record(collection: Collection, change: Change): void {
    collection.sorted = undefined;
    collection.changes.push(change);
    if (collection.changes.length > KEPT_CHANGES) {
      const [oldest] = collection.changes.splice(0, KEPT_CHANGES / 2);
      collection.compactedAt = collection.changes[0]!.revision - 1 || oldest!.revision;
    }
    for (const listener of collection.listeners) listener(change);
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function isDefinitions({ kind }: Collection): boolean {
  return kind.plural === 'customresourcedefinitions';
}

/** An object as another version of its kind shows it. */
function asOf(kind: Kind, object: ApiObject): JsonObject {
  return { ...object, apiVersion: apiVersionOf(kind) };
}
