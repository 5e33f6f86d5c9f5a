import type { Random } from '../generate/random.ts';
import type { ApiObject, Json, JsonObject } from '../objects.ts';
import type { Trouble } from './troubles.ts';

/** A change that a controller asks for. */
export type Change =
  | { readonly do: 'create'; readonly plural: string; readonly object: JsonObject }
  /** Replaces members of an object, if it is still there; those of its metadata one by one. */
  | {
      readonly do: 'update';
      readonly plural: string;
      readonly namespace: string;
      readonly name: string;
      readonly members: JsonObject;
    }
  /** Deletes as a client does: pods get their time to end. */
  | { readonly do: 'delete'; readonly plural: string; readonly namespace: string; readonly name: string }
  /** Removes an object that has nothing to wait for any more. */
  | { readonly do: 'remove'; readonly plural: string; readonly namespace: string; readonly name: string }
  | {
      readonly do: 'event';
      readonly about: ApiObject;
      readonly type: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
      readonly source: string;
    }
  /** Reconciles the same object again after some time. */
  | { readonly do: 'again'; readonly afterMs: number };

/** The cluster as controllers see it: nothing in it changes while one of them decides. */
export interface World {
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly random: Random;
  get(plural: string, namespace: string, name: string): ApiObject | undefined;
  all(plural: string): Iterable<ApiObject>;
  /** Objects of a kind in a namespace. */
  inNamespace(plural: string, namespace: string): Iterable<ApiObject>;
  /** Objects of a kind whose controller has this UID. */
  owned(plural: string, uid: string): readonly ApiObject[];
  /** Pods that are bound to a node. */
  onNode(node: string): Iterable<ApiObject>;
  /** Trouble by UID of a pod, a workload or a node. */
  troubleOf(uid: string | undefined): Trouble | undefined;
  /** Load of a HorizontalPodAutoscaler, in replicas that it keeps busy; undefined: as many as there are. */
  loadOf(uid: string): number | undefined;
}

/** A controller of one kind: the state of the cluster in, changes out. */
export interface Controller {
  readonly plural: string;
  reconcile(object: ApiObject, world: World): readonly Change[];
}

/** Creates the change to another status; none where nothing would change. */
export function statusChange(plural: string, object: ApiObject, status: JsonObject): readonly Change[] {
  const next = { ...(object.status as JsonObject | undefined), ...status };
  return equalJson(next, object.status) ? [] : [update(plural, object, { status: next })];
}

/** Creates the change of some members of an object. */
export function update(plural: string, { metadata }: ApiObject, members: JsonObject): Change {
  return { do: 'update', plural, namespace: metadata.namespace ?? '', name: metadata.name, members };
}

/** Creates the change that deletes an object as a client does. */
export function deletion(plural: string, { metadata }: ApiObject): Change {
  return { do: 'delete', plural, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** Creates the change that adds an event about an object. */
export function event(
  about: ApiObject,
  source: string,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
): Change {
  return { do: 'event', about, type, reason, message, source };
}

/** Whether two values are equal; members that are undefined are absent. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    const [x, y] = [a, b] as [readonly Json[], readonly Json[]];
    return Array.isArray(a) && Array.isArray(b) && x.length === y.length && x.every((v, i) => equalJson(v, y[i]));
  }
  const [x, y] = [a, b] as [JsonObject, JsonObject];
  for (const key in x) if (!equalJson(x[key], y[key])) return false;
  for (const key in y) if (y[key] !== undefined && x[key] === undefined) return false;
  return true;
}
