import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A kind of the server, as its definition says. */
export interface RawKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** Names of the versions, and whether they are served. */
  readonly versions: Readonly<Record<string, boolean>>;
  /** Absent: it is. */
  readonly isNamespaced?: boolean;
}

/** An object: JSON whose text reaches the clients unchanged, so that numbers keep their notation. */
export interface RawObject {
  readonly namespace: string;
  readonly name: string;
  /** The members but `apiVersion`, `kind` and `metadata`, each `"key":value`. */
  readonly members: string;
  /** Further members of the metadata, likewise. */
  readonly metadata: string;
}

/** An API server of definitions and custom objects whose JSON is kept as text. */
export interface RawApi {
  readonly url: string;
  define(kind: RawKind): void;
  undefine(kind: RawKind): void;
  put(kind: RawKind, object: RawObject): void;
  remove(kind: RawKind, object: RawObject): void;
  stop(): Promise<void>;
}

type Render = (apiVersion: string) => string;
interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly render: Render;
}

/** Objects of a kind, all changes to them, and the watches of them. */
class Collection {
  readonly kind: string;
  readonly objects = new Map<string, Render>();
  readonly changes: Change[] = [];
  readonly watches = new Set<(change: Change) => void>();

  constructor(kind: string) {
    this.kind = kind;
  }

  set(key: string, version: number, render: Render): void {
    const type = this.objects.has(key) ? 'MODIFIED' : 'ADDED';
    this.objects.set(key, render);
    this.tell({ version, type, render });
  }

  delete(key: string, version: number, render: Render): void {
    if (this.objects.delete(key)) this.tell({ version, type: 'DELETED', render });
  }

  private tell(change: Change): void {
    this.changes.push(change);
    for (const watch of this.watches) watch(change);
  }
}

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** Starts the server on the loopback interface. It has neither pages, nor WatchList, nor protobuf. */
export async function startRawApi(): Promise<RawApi> {
  let version = 1;
  const collections = new Map([[DEFINITIONS, new Collection('CustomResourceDefinition')]]);
  const served = new Set([`${DEFINITIONS}/v1`]);
  const keyOf = ({ group, plural }: RawKind): string => `${group}/${plural}`;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    if (pathname === '/version') return send(response, 200, '{"major":"1","minor":"34","gitVersion":"v1.34.0"}');
    const [, group, api, plural] = /^\/apis\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
    const collection = served.has(`${group}/${plural}/${api}`) ? collections.get(`${group}/${plural}`) : undefined;
    if (!collection) return send(response, 404, status(404, 'NotFound'));
    if (searchParams.has('sendInitialEvents')) return send(response, 422, status(422, 'Invalid'));
    if (searchParams.get('watch')) return watch(request, response, collection, `${group}/${api}`, searchParams);
    const items = [...collection.objects.values()].map((render) => render(`${group}/${api}`));
    const metadata = `"metadata":{"resourceVersion":"${version}"}`;
    send(
      response,
      200,
      `{"kind":"${collection.kind}List","apiVersion":"${group}/${api}",${metadata},"items":[${items.join()}]}`,
    );
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    define: (kind) => {
      version++;
      if (!collections.has(keyOf(kind))) collections.set(keyOf(kind), new Collection(kind.kind));
      for (const [name, on] of Object.entries(kind.versions))
        if (on) served.add(`${keyOf(kind)}/${name}`);
        else served.delete(`${keyOf(kind)}/${name}`);
      const text = definitionText(kind, version);
      collections.get(DEFINITIONS)!.set(keyOf(kind), version, () => text);
    },
    undefine: (kind) => {
      version++;
      for (const name of Object.keys(kind.versions)) served.delete(`${keyOf(kind)}/${name}`);
      collections.get(DEFINITIONS)!.delete(keyOf(kind), version, () => definitionText(kind, version));
    },
    put: (kind, object) => {
      version++;
      collections.get(keyOf(kind))!.set(`${object.namespace}/${object.name}`, version, renderer(kind, object, version));
    },
    remove: (kind, object) => {
      version++;
      const render = renderer(kind, object, version);
      collections.get(keyOf(kind))!.delete(`${object.namespace}/${object.name}`, version, render);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function renderer(kind: RawKind, { namespace, name, members, metadata }: RawObject, version: number): Render {
  const uid = `${kind.plural}-${namespace}-${name}`;
  const place = namespace === '' ? '' : `"namespace":"${namespace}",`;
  const fixed = `"name":"${name}",${place}"uid":"${uid}","resourceVersion":"${version}"`;
  const own = [`"metadata":{${[fixed, metadata].filter(Boolean).join()}}`, members].filter(Boolean).join();
  return (apiVersion) => `{"apiVersion":"${apiVersion}","kind":"${kind.kind}",${own}}`;
}

function definitionText({ group, kind, plural, versions, isNamespaced = true }: RawKind, version: number): string {
  const name = `${plural}.${group}`;
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, uid: name, resourceVersion: String(version) },
    spec: {
      group,
      scope: isNamespaced ? 'Namespaced' : 'Cluster',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: Object.entries(versions).map(([each, served], i) => ({ name: each, served, storage: i === 0 })),
    },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  });
}

function watch(
  request: IncomingMessage,
  response: ServerResponse,
  collection: Collection,
  apiVersion: string,
  query: URLSearchParams,
): void {
  const from = Number(query.get('resourceVersion') || 0);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const write = ({ type, render }: Change): void => {
    response.write(`{"type":"${type}","object":${render(apiVersion)}}\n`);
  };
  for (const change of collection.changes) if (change.version > from) write(change);
  collection.watches.add(write);
  request.on('close', () => collection.watches.delete(write));
}

function send(response: ServerResponse, code: number, body: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(body);
}

function status(code: number, reason: string): string {
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason,
    message: reason,
    code,
  });
}
