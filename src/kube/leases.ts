import { CodedError } from '../base/errors.ts';
import { formatUtc } from '../base/utc-time.ts';
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

/** A Lease as the API server has it. */
export interface FoundLease {
  readonly name: string;
  readonly resourceVersion: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly holder: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly transitions: number | undefined;
}

/** A response that is neither the Lease nor a conflict. */
export class LeaseRefused extends CodedError {
  readonly status: number;
  constructor(status: number, request: string, text: string) {
    super('API_REFUSED', `${request}: ${status} ${messageOf(text)}`);
    this.status = status;
  }
}

/**
 * Creates a Lease, or replaces a given version of it. Resolves to the new version; undefined if that version is no
 * longer current, or the Lease already exists. Throws API_UNREACHABLE, and API_REFUSED (LeaseRefused) for any other
 * response.
 */
export async function writeLease(
  transport: Transport,
  lease: LeaseBody,
  resourceVersion: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { name, namespace, labels, annotations, spec } = lease;
  const body = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, labels, annotations, ...(resourceVersion !== undefined && { resourceVersion }) },
    spec,
  });
  const path = resourceVersion === undefined ? collectionOf(namespace) : pathOf(namespace, name);
  const method = resourceVersion === undefined ? 'POST' : 'PUT';
  const response = await transport.send({ method, path, body, signal });
  const text = (await readWhole(response.body)).toString();
  if (response.status === 409 || (response.status === 404 && method === 'PUT')) return undefined;
  if (response.status !== 200 && response.status !== 201)
    throw new LeaseRefused(response.status, `${method} ${path}`, text);
  return read(text, name).resourceVersion;
}

/** Reads a Lease; undefined if it does not exist. Throws as `writeLease` does. */
export async function readLease(
  transport: Transport,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<FoundLease | undefined> {
  const path = pathOf(namespace, name);
  const response = await transport.get({ path, query: {}, accept: 'application/json', signal });
  const text = (await readWhole(response.body)).toString();
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new LeaseRefused(response.status, `GET ${path}`, text);
  return read(text, name);
}

/** Asks the API server whether it is ready, which everybody may; its answer is ignored. Throws API_UNREACHABLE. */
export async function askReadiness(transport: Transport, signal: AbortSignal): Promise<void> {
  const { body } = await transport.get({ path: '/readyz', query: {}, accept: '*/*', signal });
  await readWhole(body);
}

const collectionOf = (namespace: string): string =>
  `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
const pathOf = (namespace: string, name: string): string => `${collectionOf(namespace)}/${encodeURIComponent(name)}`;

/** Reads a Lease from a response. Throws API_REFUSED if it is not one. */
function read(text: string, name: string): FoundLease {
  const { metadata, spec } = objectOf(text) as { metadata?: Record<string, unknown>; spec?: Record<string, unknown> };
  if (typeof metadata?.resourceVersion !== 'string' || metadata.resourceVersion === '')
    throw new CodedError('API_REFUSED', `expected the Lease ${name}, found ${JSON.stringify(text.slice(0, 100))}`);
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return {
    name,
    resourceVersion: metadata.resourceVersion,
    labels: textsOf(metadata.labels),
    annotations: textsOf(metadata.annotations),
    holder: typeof spec?.holderIdentity === 'string' ? spec.holderIdentity : undefined,
    durationSeconds: number(spec?.leaseDurationSeconds),
    transitions: number(spec?.leaseTransitions),
  };
}

function objectOf(text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Told apart by what is missing.
    return {};
  }
}

function textsOf(map: unknown): ReadonlyMap<string, string> {
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
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
  return formatUtc(unixMs, 6);
}
