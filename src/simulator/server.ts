import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Collection } from './cluster.ts';
import { discover, OPENAPI_V2, openApiV2, openApiV3, openApiV3Index } from './discovery.ts';
import { envelope } from './encode.ts';
import { type Disturbance, type FaultRule, Faults } from './faults.ts';
import { apiVersionOf } from './kinds.ts';
import { answerList, Snapshots } from './list.ts';
import { negotiate, PROTOBUF } from './negotiate.ts';
import type { Json, JsonObject } from './objects.ts';
import { Reply } from './reply.ts';
import { type CollectionRequest, type Context, readRequest, type ServerOptions } from './requests.ts';
import { type Permissions, review } from './reviews.ts';
import { notFound, StatusError } from './status.ts';
import { StoredObject } from './stored.ts';
import { tableOf } from './tables.ts';
import { Watch } from './watch.ts';
import { create, find, patch, remove, replace, type Target } from './writes.ts';

export interface SimulatorOptions extends Partial<ServerOptions> {
  readonly cluster?: Cluster;
  readonly host?: string;
  readonly port?: number;
  readonly permissions?: Permissions;
  /** PEM texts: serve HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A request that was made, for tests. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
}

/** A running simulated API server. */
export interface Simulator {
  readonly url: string;
  readonly cluster: Cluster;
  readonly faults: Faults;
  /** Requests for API objects since the start, oldest first; the last thousand. */
  readonly requests: SeenRequest[];
  /** Number of watches that are open. */
  openWatches(): number;
  /** The token that requests need from now on; empty: none. */
  setToken(token: string): void;
  /** Does something to the watches that are open; of one resource, or of all. */
  disturb(how: Disturbance, resource?: string): void;
  /** Forgets continue tokens and old changes, as a compaction does. */
  compact(): void;
  stop(): Promise<void>;
}

const NOBODY: Permissions = { tokens: {}, allows: () => false };

/** Starts a simulated API server; an empty cluster unless one is given. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulation = new Simulation(options);
  const host = options.host ?? '127.0.0.1';
  const listener = (request: IncomingMessage, response: ServerResponse): void => simulation.answer(request, response);
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    cluster: simulation.context.cluster,
    faults: simulation.context.faults,
    requests: simulation.requests,
    openWatches: () => simulation.openWatches,
    setToken: (token) => simulation.setToken(token),
    disturb: (how, resource) => simulation.disturb(how, resource),
    compact: () => simulation.compact(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Simulation {
  readonly context: Context;
  readonly requests: SeenRequest[] = [];
  private readonly snapshots = new Snapshots();
  private readonly watches = new Set<Watch>();
  private readonly permissions: Permissions;
  private token: string;

  constructor(options: SimulatorOptions) {
    this.context = {
      cluster: options.cluster ?? new Cluster(),
      faults: new Faults(),
      options: {
        watchList: options.watchList ?? true,
        shardedListAndWatch: options.shardedListAndWatch ?? false,
        bookmarkMs: options.bookmarkMs ?? 60_000,
        token: options.token ?? '',
      },
    };
    this.token = this.context.options.token;
    this.permissions = options.permissions ?? NOBODY;
  }

  get openWatches(): number {
    return this.watches.size;
  }

  setToken(token: string): void {
    this.token = token;
  }

  disturb(how: Disturbance, resource?: string): void {
    for (const watch of this.watches) if (resource === undefined || watch.resource === resource) watch.disturb(how);
  }

  compact(): void {
    this.snapshots.clear();
    this.context.cluster.compact();
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const reply = new Reply(response);
    this.route(request, reply).catch((error) => reply.fail(error));
  }

  private async route(request: IncomingMessage, reply: Reply): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
    if (/^\/(livez|readyz|healthz)$/.test(path)) {
      reply.head(200, 'text/plain; charset=utf-8');
      reply.response.end('ok');
      return;
    }
    const body = request.method === 'GET' ? undefined : await readBody(request);
    if (path.startsWith('/simulator/')) {
      this.control(path, request.method ?? 'GET', body, reply);
      return;
    }
    if (this.token && request.headers.authorization !== `Bearer ${this.token}`) {
      throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    }
    if (path === '/version') {
      reply.json(200, { major: '1', minor: '36', gitVersion: 'v1.36.0', platform: 'simulated' });
      return;
    }
    if (path === '/openapi/v2') {
      reply.head(200, OPENAPI_V2);
      reply.response.end(openApiV2());
      return;
    }
    const found = this.describe(path);
    if (found) {
      reply.json(200, found);
      return;
    }
    const reviewed = body && request.method === 'POST' ? review(path, body as JsonObject, this.permissions) : undefined;
    if (reviewed) reply.json(201, reviewed);
    else await this.resource(request, path, url.searchParams, body, reply);
  }

  /** Discovery and OpenAPI v3. */
  private describe(path: string): JsonObject | undefined {
    const { kinds } = this.context.cluster;
    if (path === '/openapi/v3') return openApiV3Index(kinds);
    return path.startsWith('/openapi/v3/')
      ? openApiV3(kinds, path.slice('/openapi/v3/'.length))
      : discover(kinds, path);
  }

  /** Faults and disturbances over HTTP, as JSON. */
  private control(path: string, method: string, body: Json | undefined, reply: Reply): void {
    const { faults } = this.context;
    if (path === '/simulator/faults' && method === 'POST') faults.add(body as unknown as FaultRule);
    else if (path === '/simulator/faults' && method === 'DELETE') faults.clear();
    else if (path === '/simulator/disturb' && method === 'POST') {
      const { how, resource } = body as unknown as { how: Disturbance; resource?: string };
      this.disturb(how, resource);
    } else if (path === '/simulator/compact' && method === 'POST') this.compact();
    else if (path !== '/simulator/faults') throw notFound(path);
    reply.json(200, faults.list());
  }

  private async resource(
    request: IncomingMessage,
    path: string,
    query: URLSearchParams,
    body: Json | undefined,
    reply: Reply,
  ): Promise<void> {
    const place = this.locate(path);
    const method = request.method ?? 'GET';
    this.requests.push({ method, path, query, accept: request.headers.accept ?? '' });
    if (this.requests.length > 1_000) this.requests.shift();
    if (method === 'GET' && place.name === '') {
      await this.collection(
        readRequest(this.context, place.collection, place.namespace, query, request.headers.accept),
        reply,
      );
      return;
    }
    await this.strike(place.collection, 'other', reply);
    const target: Target = {
      ...place,
      cluster: this.context.cluster,
      namespace: place.namespace ?? '',
      dryRun: query.has('dryRun'),
    };
    const result = this.write(method, target, request.headers['content-type'] ?? '', body);
    this.answerObject(place.collection, method === 'POST' ? 201 : 200, result, request.headers.accept, query, reply);
  }

  private write(
    method: string,
    target: Target,
    contentType: string,
    body: Json | undefined,
  ): StoredObject | JsonObject {
    switch (method) {
      case 'GET':
        return find(target);
      case 'POST':
        return create(target, body as JsonObject);
      case 'PUT':
        return replace(target, body as JsonObject);
      case 'PATCH':
        return patch(target, contentType, body ?? null);
      case 'DELETE':
        return remove(target);
      default:
        throw new StatusError(405, 'MethodNotAllowed', `the server does not allow ${method} here`);
    }
  }

  private answerObject(
    { kind }: Collection,
    code: number,
    result: StoredObject | JsonObject,
    accept: string | undefined,
    query: URLSearchParams,
    reply: Reply,
  ): void {
    if (!(result instanceof StoredObject)) {
      reply.json(code, result);
      return;
    }
    const form = negotiate(accept, kind);
    if (form.as === 'Table') {
      const include = query.get('includeObject') ?? 'Metadata';
      reply.json(code, tableOf(kind, [result], include, {}, true, Date.now()));
    } else if (form.as === 'PartialObjectMetadata') reply.json(code, result.toPartial());
    else if (form.protobuf) {
      reply.head(code, PROTOBUF);
      reply.response.end(envelope(apiVersionOf(kind), kind.kind, result.toProtobuf()));
    } else reply.json(code, result.value);
  }

  private async collection(request: CollectionRequest, reply: Reply): Promise<void> {
    const { faults } = this.context;
    const { plural } = request.collection.kind;
    await this.strike(request.collection, request.verb, reply);
    const refusal = request.verb === 'watchList' ? faults.take('refuseWatchList', plural, request.verb) : undefined;
    if (refusal)
      throw new StatusError(
        refusal.code,
        refusal.code === 422 ? 'Invalid' : 'BadRequest',
        'sendInitialEvents is forbidden',
      );
    if (request.verb === 'list' || request.verb === 'page') {
      await answerList(this.context, this.snapshots, request, reply);
      return;
    }
    const watch = new Watch(this.context, request, reply);
    this.watches.add(watch);
    try {
      await watch.run();
    } finally {
      this.watches.delete(watch);
    }
  }

  /** The faults that any request can meet. */
  private async strike({ kind }: Collection, verb: CollectionRequest['verb'], reply: Reply): Promise<void> {
    const { faults } = this.context;
    const slow = faults.take('delay', kind.plural, verb);
    if (slow) await delay(slow.ms);
    const status = faults.take('status', kind.plural, verb);
    if (status) {
      const { code, message = 'a fault of the simulator', retryAfterSeconds } = status;
      throw new StatusError(
        code,
        reasonOf(code),
        message,
        retryAfterSeconds === undefined ? undefined : { retryAfterSeconds },
      );
    }
    const cut = faults.take('cut', kind.plural, verb);
    if (cut) reply.cutAfter = cut.afterBytes;
  }

  /** The collection, namespace and object that a path names. Throws 404. */
  private locate(path: string): {
    collection: Collection;
    namespace: string | undefined;
    name: string;
    subresource: string;
  } {
    const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)((?:\/[^/]+)+)$/.exec(path);
    const [, group = '', version = '', rest = ''] = match ?? [];
    const parts = rest.split('/').filter(Boolean).map(decodeURIComponent);
    const inNamespace = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2]!);
    const namespace = inNamespace ? parts[1] : undefined;
    const [plural = '', name = '', subresource = ''] = inNamespace ? parts.slice(2) : parts;
    const collection = match && this.context.cluster.collection(group, version, plural);
    if (!collection) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
    return { collection, namespace, name, subresource };
  }
}

function reasonOf(code: number): string {
  const reasons: Readonly<Record<number, string>> = {
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    410: 'Expired',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
  };
  return reasons[code] ?? 'Unknown';
}

async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === '') return undefined;
  if (text.startsWith('k8s\0')) throw new StatusError(415, 'UnsupportedMediaType', 'this server takes bodies in JSON');
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new StatusError(400, 'BadRequest', 'the body is not valid JSON');
  }
}
