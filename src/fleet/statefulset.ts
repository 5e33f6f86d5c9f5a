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

/**
 * Finds the StatefulSet of a pod and the pod's current shard. Throws CONFIG_INVALID, naming --pod, if the pod does not
 * belong to a StatefulSet.
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
  const assignment = await readAssignment(transport, clock, placement);
  if (!assignment) {
    throw new CodedError('CONFIG_INVALID', `${where}: its ordinal is not one of those of StatefulSet ${set}`);
  }
  return { placement, assignment };
}

/** Reads the current shard of a pod from its StatefulSet; undefined if the set does not include its ordinal. */
export async function readAssignment(
  transport: Transport,
  clock: Clock,
  { namespace, set, pod }: Placement,
): Promise<Assignment | undefined> {
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/statefulsets/${encodeURIComponent(set)}`;
  const { spec = {} } = await get<{ spec?: StatefulSetSpec }>(transport, clock, path, `--pod ${pod}`);
  return assign(set, pod, spec);
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

async function get<T>(transport: Transport, clock: Clock, path: string, where: string): Promise<T> {
  const signal = timeoutSignal(clock, 30_000);
  const { status, body } = await transport.get({ path, query: {}, accept: 'application/json', signal });
  const text = (await readWhole(body)).toString();
  if (status !== 200) throw new CodedError('CONFIG_INVALID', `${where}: the API server answers ${status} to ${path}`);
  return JSON.parse(text) as T;
}
