import { CodedError } from '../base/errors.ts';
import { readWhole, type Transport } from '../model/transport.ts';

/** A Lease as it is written (coordination.k8s.io/v1). */
export interface LeaseBody {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: {
    readonly holderIdentity: string;
    readonly leaseDurationSeconds?: number;
    readonly leaseTransitions?: number;
    /** RFC 3339 with microseconds. */
    readonly renewTime?: string;
  };
}

const TIMEOUT_MS = 10_000;

/**
 * Creates a Lease, or replaces the one of the given version. Resolves to the new version; undefined where it is not that
 * version any more, or exists already. Throws API_UNREACHABLE, and API_REFUSED for any other answer.
 */
export async function writeLease(
  transport: Transport,
  lease: LeaseBody,
  resourceVersion: string | undefined,
): Promise<string | undefined> {
  const { name, namespace, labels, annotations, spec } = lease;
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  const body = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, labels, annotations, ...(resourceVersion !== undefined && { resourceVersion }) },
    spec,
  });
  const path = resourceVersion === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
  const method = resourceVersion === undefined ? 'POST' : 'PUT';
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await transport.send({ method, path, body, signal });
  const text = (await readWhole(response.body)).toString();
  if (response.status === 409 || (response.status === 404 && method === 'PUT')) return undefined;
  if (response.status !== 200 && response.status !== 201)
    throw new CodedError('API_REFUSED', `${method} ${path}: ${response.status} ${messageOf(text)}`);
  return (JSON.parse(text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text.slice(0, 300);
  } catch {
    // No Status: a proxy's page, say.
    return text.slice(0, 300);
  }
}

/** A time as `renewTime` is written (MicroTime). */
export function microTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace('Z', '000Z');
}
