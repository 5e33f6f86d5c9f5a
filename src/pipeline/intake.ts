import type { Identified } from '../model/meta.ts';
import type { WatchPlan } from '../plan/watches.ts';
import type { Sink } from '../reflector/contract.ts';
import type { Renderer } from '../render/renderer.ts';
import type { ShardAssignment } from '../sharding/shard-assignment.ts';
import { kinOf } from '../store/kin.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { FinishedObjects } from './admission/finished-objects.ts';
import type { ObjectLimit } from './admission/object-limit.ts';

/** Filter for the objects of a watch; undefined: all are kept. */
export type Keep = ((object: Identified) => boolean) | undefined;

export interface IntakeOptions {
  readonly store: ResourceStore;
  readonly render: Renderer['render'];
  readonly keep: Keep;
  /** Decides which objects are read, and which of them are not visible yet. */
  readonly shares: ShardAssignment;
  /** An object of another shard came. */
  readonly onForeign: () => void;
  /** Shared by all watches of the resource. */
  readonly limit: ObjectLimit | undefined;
  /** Leaves out pods that ended long ago; undefined: none are left out. */
  readonly finished: FinishedObjects | undefined;
  /** Undefined, or what to wait for before more is brought. */
  readonly pressure: () => Promise<void> | undefined;
  /** Asks for a relist of the watch. */
  readonly relist: () => void;
}

/** Compiles the filter for the namespaces of a watch. */
export function compileNamespaceFilter(plan: WatchPlan, selected: { has(name: string): boolean } | undefined): Keep {
  const namespaces = bothOf(plan.keepNamespaces, selected);
  return namespaces && (({ metadata }) => namespaces.has(metadata.namespace));
}

function bothOf(a: { has(name: string): boolean } | undefined, b: typeof a): typeof a {
  return a && b ? { has: (name) => a.has(name) && b.has(name) } : (a ?? b);
}

/** Connects a watch to the store: objects that are admitted are rendered as they arrive. */
export function openIntake(options: IntakeOptions): Sink {
  const { store, render, keep, shares, limit, finished, pressure, relist } = options;
  const scope = store.scope();
  const forget = (id: string): boolean => {
    finished?.forget(id);
    return limit?.remove(id) ?? false;
  };
  return {
    pressure,
    get ownership() {
      return shares.ownership;
    },
    foreign: options.onForeign,
    mark: () => {
      limit?.begin();
      scope.mark();
    },
    sweep: () => {
      let missing = false;
      for (const id of scope.sweep()) missing = forget(id) || missing;
      if (missing) relist();
    },
    upsert: (object) => {
      if (keep && !keep(object)) return;
      const { namespace, name } = object.metadata;
      const id = idOf(object);
      if (finished && !finished.admits(id, object)) {
        scope.delete(id);
        return;
      }
      if (limit) {
        const verdict = limit.admit(namespace, name, id);
        if (verdict.evict !== undefined) scope.delete(verdict.evict);
        if (!verdict.keep) return;
      }
      const rows = render(object);
      if (rows) scope.upsert(id, rows, kinOf(namespace, name), shares.stages(object.metadata.uid));
      else scope.delete(id);
    },
    delete: (object) => {
      const id = idOf(object);
      scope.delete(id);
      if (forget(id)) relist();
    },
  };
}

/** Objects without a UID are kept apart by namespace and name. */
function idOf({ metadata }: Identified): string {
  return metadata.uid || `${metadata.namespace}/${metadata.name}`;
}

/** The UID in an id; empty where the object has none. A UID has no slash in it (RFC 9562). */
export function uidOf(id: string): string {
  return id.includes('/') ? '' : id;
}
