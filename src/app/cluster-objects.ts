import { CodedError } from '../base/errors.ts';
import { readExact, writeExact } from '../base/exact-json.ts';
import type { ResolvedKind } from '../customresources/contract.ts';
import type { Definition } from '../customresources/discovery.ts';
import { DefinitionSet, definitionShape } from '../customresources/discovery-set.ts';
import { compileJsonReader } from '../decode/json.ts';
import { CredentialSource } from '../kube/credentials.ts';
import type { ClusterFlags } from '../kube/load-cluster.ts';
import { openTransport } from '../kube/transport.ts';
import type { Identified } from '../model/meta.ts';
import { readWhole, type Transport } from '../model/transport.ts';
import { systemPorts } from '../system/ports.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { userAgent } from './version.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Objects per page: that many of the largest that etcd takes are a body that is read as a whole. */
const PAGE_SIZE = 10;
/** Time for one response, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The first objects of a list. */
export interface SomeObjects {
  /** As JSON, with numbers as the API server writes them. */
  readonly objects: readonly Buffer[];
  /** Whether the cluster has more. */
  readonly more: boolean;
}

/** Custom resources of a cluster, read once. */
export interface ClusterReader {
  /** Lists the CustomResourceDefinitions. Throws as `list` does. */
  definitions(): Promise<readonly Definition[]>;
  /**
   * Lists up to `limit` objects of a kind that a label selector selects. Throws API_UNREACHABLE, CREDENTIALS, and API_REFUSED with the path,
   * the status and the reason of the API server.
   */
  list(kind: ResolvedKind, selector: string, limit: number): Promise<SomeObjects>;
  close(): Promise<void>;
}

/** Connects to the cluster of the flags, as `serve` does, for a few lists. Throws CREDENTIALS. */
export function openClusterReader(flags: ClusterFlags): ClusterReader {
  const { env, files, processes, network, clock } = systemPorts(chooseFastPaths(false).paths);
  const credentials = new CredentialSource(flags, clock, { env, files, processes, network });
  const transport = openTransport({ credentials, userAgent, network, clock });
  const list = (path: string, selector: string, limit: number): Promise<SomeObjects> =>
    listSome((query) => fetchText(transport, path, query, clock.after), selector, limit);
  return {
    definitions: async () => definitionsOf((await list(DEFINITIONS, '', Number.POSITIVE_INFINITY)).objects),
    list: ({ group, version, plural }, selector, limit) => list(`/apis/${group}/${version}/${plural}`, selector, limit),
    close: () => transport.close(),
  };
}

async function listSome(
  page: (query: Readonly<Record<string, string>>) => Promise<string>,
  labelSelector: string,
  limit: number,
): Promise<SomeObjects> {
  const objects: Buffer[] = [];
  let next = '';
  do {
    const wanted = Math.min(PAGE_SIZE, limit - objects.length);
    const query = { limit: String(wanted), ...(labelSelector && { labelSelector }), ...(next && { continue: next }) };
    const { items, metadata } = readExact(await page(query)) as ListBody;
    // Servers may ignore the limit.
    for (const item of (items ?? []).slice(0, limit - objects.length)) objects.push(Buffer.from(writeExact(item)));
    next = metadata?.continue ?? '';
    if ((items ?? []).length > wanted && objects.length >= limit) return { objects, more: true };
  } while (next !== '' && objects.length < limit);
  return { objects, more: next !== '' };
}

interface ListBody {
  readonly items?: readonly unknown[] | null;
  readonly metadata?: { readonly continue?: string };
}

async function fetchText(
  transport: Transport,
  path: string,
  query: Readonly<Record<string, string>>,
  after: (ms: number, run: () => void) => () => void,
): Promise<string> {
  const end = new AbortController();
  const seconds = PATIENCE_MS / 1000;
  const late = (): void => end.abort(new CodedError('API_SILENT', `GET ${path}: no response within ${seconds} s`));
  const cancel = after(PATIENCE_MS, late);
  try {
    const { status, body } = await transport.get({ path, query, accept: 'application/json', signal: end.signal });
    const text = (await readWhole(body)).toString();
    if (status !== 200) throw new CodedError('API_REFUSED', `GET ${path}: ${status} ${reasonOf(text)}`);
    return text;
  } finally {
    cancel();
  }
}

/** The message of a Status, or the beginning of a body that is none. */
function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // A proxy answers in a language of its own.
  }
  return text.slice(0, 200).trim();
}

const readDefinition = compileJsonReader(definitionShape) as unknown as (
  bytes: Buffer,
  start: number,
  end: number,
) => Identified;

function definitionsOf(objects: readonly Buffer[]): readonly Definition[] {
  const nothing = (): void => {};
  const set = new DefinitionSet({
    added: nothing,
    updated: nothing,
    deleted: nothing,
    ready: nothing,
    changed: nothing,
  });
  for (const bytes of objects) set.upsert(readDefinition(bytes, 0, bytes.length));
  return set.definitions();
}
