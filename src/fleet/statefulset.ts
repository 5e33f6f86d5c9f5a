import { type Clock, timeoutSignal } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import { readWhole, type Transport } from '../model/transport.ts';

/** A pod's shard and the number of shards. */
export interface Assignment {
  readonly shard: number;
  readonly total: number;
}

/** A pod and its StatefulSet. */
export interface Placement {
  readonly namespace: string;
  readonly pod: string;
  readonly set: string;
}

interface Pod {
  readonly metadata?: { readonly ownerReferences?: readonly { readonly kind?: string; readonly name?: string }[] };
}

/** The fields of a StatefulSet that determine shards. */
export interface StatefulSetSpec {
  readonly replicas?: number | undefined;
  readonly ordinals?: { readonly start?: number } | undefined;
}

/** A StatefulSet as far as shards depend on it. */
export interface StatefulSet {
  readonly metadata?: { readonly generation?: number | undefined };
  readonly spec?: StatefulSetSpec;
  readonly status?: StatefulSetStatus;
}

/** The fields of a StatefulSet that say how far its controller has come. */
export interface StatefulSetStatus {
  readonly observedGeneration?: number | undefined;
  readonly replicas?: number | undefined;
  readonly readyReplicas?: number | undefined;
}

/** A pod's shard in its StatefulSet at one moment. */
export interface Standing {
  /** Undefined: the set does not include the pod's ordinal. */
  readonly assignment: Assignment | undefined;
  /** Whether all replicas of the set are ready, or no controller says how many are. */
  readonly ready: boolean;
}

/**
 * Finds the StatefulSet of a pod and the pod's current shard. Throws CONFIG_INVALID, naming --pod, if the pod does not
 * belong to a StatefulSet or may not be read, and other codes if the API server cannot be asked.
 */
export async function findAssignment(
  transport: Transport,
  clock: Clock,
  namespace: string,
  pod: string,
): Promise<{ placement: Placement; assignment: Assignment }> {
  const where = `--pod ${pod} in --pod-namespace ${namespace}`;
  const base = `namespaces/${encodeURIComponent(namespace)}`;
  const found = await get<Pod>(transport, clock, `/api/v1/${base}/pods/${encodeURIComponent(pod)}`, where);
  const set = found.metadata?.ownerReferences?.find((o) => o.kind === 'StatefulSet')?.name;
  if (!set) throw new CodedError('CONFIG_INVALID', `${where}: expected a pod of a StatefulSet, which owns it`);
  if (ordinalOf(set, pod) === undefined)
    throw new CodedError('CONFIG_INVALID', `${where}: expected a name of the form ${set}-ORDINAL`);
  const placement = { namespace, pod, set };
  const { assignment } = await readStanding(transport, clock, placement);
  if (!assignment) {
    throw new CodedError('CONFIG_INVALID', `${where}: its ordinal is not one of those of StatefulSet ${set}`);
  }
  return { placement, assignment };
}

/** Reads the current shard of a pod from its StatefulSet, which takes the permission to `get` it. Throws CONFIG_INVALID. */
export async function readStanding(
  transport: Transport,
  clock: Clock,
  { namespace, set, pod }: Placement,
): Promise<Standing> {
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/statefulsets/${encodeURIComponent(set)}`;
  return standingOf(set, pod, await get<StatefulSet>(transport, clock, path, `--pod ${pod}`));
}

/** Computes the standing of a pod. */
export function standingOf(set: string, pod: string, object: StatefulSet): Standing {
  return { assignment: assign(set, pod, object.spec ?? {}), ready: isReady(object) };
}

/**
 * Whether as many replicas are ready as the current generation asks for. Where the status counts no replica at all although
 * one of them is this process, no controller writes it, and it says nothing.
 */
function isReady({ metadata, spec, status }: StatefulSet): boolean {
  const { observedGeneration = 0, replicas = 0, readyReplicas = 0 } = status ?? {};
  if (observedGeneration === 0 && replicas === 0 && readyReplicas === 0) return true;
  return observedGeneration >= (metadata?.generation ?? 0) && readyReplicas >= (spec?.replicas ?? 1);
}

/**
 * Computes the shard of a pod: its ordinal, counted from `spec.ordinals.start`; undefined if the set does not include
 * it.
 */
export function assign(set: string, pod: string, { replicas, ordinals }: StatefulSetSpec): Assignment | undefined {
  const shard = (ordinalOf(set, pod) ?? -1) - (ordinals?.start ?? 0);
  const total = replicas ?? 1;
  return shard >= 0 && shard < total ? { shard, total } : undefined;
}

function ordinalOf(set: string, pod: string): number | undefined {
  const ordinal = pod.startsWith(`${set}-`) ? /^\d+$/.exec(pod.slice(set.length + 1))?.[0] : undefined;
  return ordinal === undefined ? undefined : Number(ordinal);
}

/** Answers that say nothing of the object: credentials are mended, and servers come back. */
function isTransient(status: number): boolean {
  return status === 401 || status === 408 || status === 429 || status >= 500;
}

async function get<T>(transport: Transport, clock: Clock, path: string, where: string): Promise<T> {
  const signal = timeoutSignal(clock, 30_000);
  const { status, body } = await transport.get({ path, query: {}, accept: 'application/json', signal });
  const text = (await readWhole(body)).toString();
  if (status !== 200) {
    const code = isTransient(status) ? 'API_REFUSED' : 'CONFIG_INVALID';
    throw new CodedError(code, `${where}: the API server answers ${status} to ${path}`);
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new CodedError('API_REFUSED', `${where}: the API server does not answer ${path} in JSON`, error);
  }
}
