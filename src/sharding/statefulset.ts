import { CodedError } from '../base/errors.ts';
import type { Transport } from '../model/transport.ts';

export interface ShardAssignment {
  readonly shard: number;
  readonly total: number;
}

interface Pod {
  readonly metadata?: { readonly ownerReferences?: readonly { readonly kind?: string; readonly name?: string }[] };
}

interface StatefulSet {
  readonly spec?: { readonly replicas?: number; readonly ordinals?: { readonly start?: number } };
}

/**
 * Finds which shard a pod of a StatefulSet is: its ordinal, counted from `spec.ordinals.start`, of the set's replicas.
 * Throws CONFIG_INVALID, naming --pod, where the pod is not one of a StatefulSet.
 */
export async function findAssignment(transport: Transport, namespace: string, pod: string): Promise<ShardAssignment> {
  const where = `--pod ${pod} in --pod-namespace ${namespace}`;
  const base = `namespaces/${encodeURIComponent(namespace)}`;
  const found = await get<Pod>(transport, `/api/v1/${base}/pods/${encodeURIComponent(pod)}`, where);
  const owner = found.metadata?.ownerReferences?.find((o) => o.kind === 'StatefulSet')?.name;
  if (!owner) throw new CodedError('CONFIG_INVALID', `${where}: expected a pod of a StatefulSet, which owns it`);
  const set = await get<StatefulSet>(
    transport,
    `/apis/apps/v1/${base}/statefulsets/${encodeURIComponent(owner)}`,
    where,
  );
  return assign(where, owner, pod, set);
}

function assign(where: string, owner: string, pod: string, { spec }: StatefulSet): ShardAssignment {
  const ordinal = pod.startsWith(`${owner}-`) ? /^\d+$/.exec(pod.slice(owner.length + 1))?.[0] : undefined;
  if (ordinal === undefined)
    throw new CodedError('CONFIG_INVALID', `${where}: expected a name of the form ${owner}-ORDINAL`);
  const shard = Number(ordinal) - (spec?.ordinals?.start ?? 0);
  const total = spec?.replicas ?? 1;
  if (shard < 0 || shard >= total) {
    throw new CodedError('CONFIG_INVALID', `${where}: shard ${shard} is none of the ${total} of StatefulSet ${owner}`);
  }
  return { shard, total };
}

async function get<T>(transport: Transport, path: string, where: string): Promise<T> {
  const signal = AbortSignal.timeout(30_000);
  const { status, body } = await transport.get({ path, query: {}, accept: 'application/json', signal });
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  if (status !== 200) throw new CodedError('CONFIG_INVALID', `${where}: the API server answers ${status} to ${path}`);
  return JSON.parse(Buffer.concat(chunks).toString()) as T;
}
