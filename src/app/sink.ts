import type { Identified } from '../model/meta.ts';
import type { Options } from '../model/options.ts';
import type { Sink } from '../reflector/reflector.ts';
import type { Plan } from '../render/plan.ts';
import { jumpShard } from '../sharding/jump.ts';
import type { ObjectLimit } from '../store/limit.ts';
import type { ResourceStore } from '../store/resourcestore.ts';
import type { FinishedPods } from './finishedpods.ts';
import type { WatchPlan } from './watchplan.ts';

/** Whether an object is this process's to show; undefined: all are. */
export type Keep = ((object: Identified) => boolean) | undefined;

export interface SinkOptions {
  readonly store: ResourceStore;
  readonly render: Plan['render'];
  readonly keep: Keep;
  /** Shared by all watches of the resource. */
  readonly limit: ObjectLimit | undefined;
  /** Leaves out pods that ended long ago; undefined: none are left out. */
  readonly finished: FinishedPods | undefined;
  /** Undefined, or what to wait for before more is brought. */
  readonly pressure: () => Promise<void> | undefined;
  /** Asks for a relist of the watch. */
  readonly relist: () => void;
}

/** What is passed over of a watch: other namespaces, and the objects of other shards. */
export function keepsOf(
  plan: WatchPlan,
  { shard, totalShards }: Options,
  selected: { has(name: string): boolean } | undefined,
): Keep {
  const namespaces = bothOf(plan.keepNamespaces, selected);
  if (totalShards === 1) return namespaces && (({ metadata }) => namespaces.has(metadata.namespace));
  return ({ metadata }) =>
    (!namespaces || namespaces.has(metadata.namespace)) && jumpShard(metadata.uid, totalShards) === shard;
}

function bothOf(a: { has(name: string): boolean } | undefined, b: typeof a): typeof a {
  return a && b ? { has: (name) => a.has(name) && b.has(name) } : (a ?? b);
}

/** Joins a watch to the store: what is kept is rendered as it arrives. */
export function openSink({ store, render, keep, limit, finished, pressure, relist }: SinkOptions): Sink {
  const scope = store.scope();
  const forget = (id: string): boolean => {
    finished?.forget(id);
    return limit?.remove(id) ?? false;
  };
  return {
    pressure,
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
      scope.upsert(id, render(object));
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
