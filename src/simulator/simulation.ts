import type { Clock } from '../base/clock.ts';
import type { ServerRequest, ServerResponse } from '../base/network.ts';
import { readAttempt } from './attempts.ts';
import { Authorizer, type RbacOptions } from './authorizer.ts';
import { readBody } from './body.ts';
import { Cluster } from './cluster.ts';
import { control } from './control.ts';
import type { Controllers } from './controllers/controllers.ts';
import { discover, OPENAPI_V2, openApiV2, openApiV3, openApiV3Index } from './discovery.ts';
import { type Disturbance, disturbances } from './disturbances.ts';
import { Faults } from './faults.ts';
import { answerList, Snapshots } from './list.ts';
import type { Json, JsonObject } from './objects.ts';
import { locate } from './paths.ts';
import { Reply } from './reply.ts';
import { type CollectionRequest, type Context, readRequest, type ServerOptions } from './requests.ts';
import { type Permissions, review } from './reviews.ts';
import type { ScenarioName } from './scenario-names.ts';
import { Scenarios } from './scenarios.ts';
import { answerSingle } from './single.ts';
import { conflict, StatusError } from './status.ts';
import { Watch } from './watch.ts';

export interface SimulationOptions extends Partial<ServerOptions> {
  readonly cluster?: Cluster;
  readonly permissions?: Permissions;
  /** Roles to enforce; absent: everybody may do everything. */
  readonly rbac?: RbacOptions;
  /** Controllers of the cluster, where it has some; whoever made them starts and stops them. */
  readonly controllers?: Controllers;
}

/** A request that was made, for tests. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
}

const NOBODY: Permissions = { tokens: {}, allows: () => false };

/** The simulated API server without the network: it answers requests, wherever they come from. */
export class Simulation {
  readonly context: Context;
  /** Requests for API objects since the start, oldest first; the last thousand. */
  readonly requests: SeenRequest[] = [];
  private readonly snapshots = new Snapshots();
  private readonly watches = new Set<Watch>();
  private readonly permissions: Permissions;
  private readonly staged: Scenarios | undefined;
  private token: string;
  private authorizer: Authorizer | undefined;

  constructor(clock: Clock, options: SimulationOptions) {
    const cluster = options.cluster ?? new Cluster();
    cluster.now = () => clock.unixMs();
    this.context = {
      cluster,
      clock,
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
    this.enforce(options.rbac);
    this.staged = options.controllers && new Scenarios({ cluster, controllers: options.controllers });
  }

  /** Number of watches that are open. */
  openWatches(): number {
    return this.watches.size;
  }

  /** Number of open watches by `plural.version.group`; the core group is empty. */
  watchesByKind(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { kind } of this.watches) {
      const name = `${kind.plural}.${kind.version}.${kind.group}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** The token that requests need from now on; empty: none. */
  setToken(token: string): void {
    this.token = token;
  }

  /** Enforces these roles from now on; undefined: everybody may do everything. Open watches stay. Throws 400. */
  enforce(rbac: RbacOptions | undefined): void {
    this.authorizer = rbac && new Authorizer(rbac);
  }

  /** Does something to the watches that are open; of one resource, or of all. */
  disturb(how: Disturbance, resource?: string): void {
    for (const watch of this.watches)
      if (resource === undefined || watch.resource === resource) disturbances[how].disturb(watch);
  }

  /** Forgets continue tokens and old changes, as a compaction does. */
  compact(): void {
    this.snapshots.clear();
    this.context.cluster.compact();
  }

  /** Names of the scenarios that are on. */
  scenarios(): readonly string[] {
    return this.staged?.list() ?? [];
  }

  /** Begins a scenario. Throws 409 where the cluster has no controllers, or nothing that it could happen to. */
  beginScenario(name: ScenarioName): void {
    if (!this.staged) throw conflict('scenarios need controllers: start the simulator with --controllers');
    if (!this.staged.begin(name)) throw conflict(`scenario ${name}: the cluster has nothing that it could happen to`);
  }

  /** Ends all scenarios. */
  clearScenarios(): void {
    this.staged?.clear();
  }

  /** Answers a request. */
  answer(request: ServerRequest, response: ServerResponse): void {
    const reply = new Reply(response, this.context.clock);
    this.route(request, reply).catch((error) => reply.fail(error));
  }

  private async route(request: ServerRequest, reply: Reply): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
    if (/^\/(livez|readyz|healthz)$/.test(path)) {
      reply.head(200, 'text/plain; charset=utf-8');
      reply.response.end('ok');
      return;
    }
    const method = request.method ?? 'GET';
    const body = method === 'GET' ? undefined : await readBody(request);
    if (path.startsWith('/simulator/')) {
      control(this.context, this, method, path, body, reply);
      return;
    }
    if (this.token && request.headers.authorization !== `Bearer ${this.token}`) {
      throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    }
    const { authorizer } = this;
    const user = authorizer?.userOf(request.headers.authorization) ?? '';
    authorizer?.check(user, readAttempt(method, path, url.searchParams));
    if (path === '/openapi/v2') {
      reply.head(200, OPENAPI_V2);
      reply.response.end(openApiV2());
      return;
    }
    const found = this.describe(path);
    const reviewer = { permissions: this.permissions, authorizer, user };
    const reviewed = body && method === 'POST' ? review(path, body as JsonObject, reviewer) : undefined;
    if (found) reply.json(200, found);
    else if (reviewed) reply.json(201, reviewed);
    else await this.resource(request, path, url.searchParams, body, reply);
  }

  /** The version, discovery and OpenAPI v3. */
  private describe(path: string): JsonObject | undefined {
    const { kinds } = this.context.cluster;
    if (path === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.0', platform: 'simulated' };
    if (path === '/') return { paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'] };
    if (path === '/openapi/v3') return openApiV3Index(kinds);
    return path.startsWith('/openapi/v3/')
      ? openApiV3(kinds, path.slice('/openapi/v3/'.length))
      : discover(kinds, path);
  }

  private async resource(
    { method = 'GET', headers }: ServerRequest,
    path: string,
    query: URLSearchParams,
    body: Json | undefined,
    reply: Reply,
  ): Promise<void> {
    const { context } = this;
    const { accept, 'content-type': contentType = '' } = headers;
    const place = locate(context.cluster, path);
    this.requests.push({ method, path, query, accept: accept ?? '' });
    if (this.requests.length > 1_000) this.requests.shift();
    if (method === 'GET' && place.name === '' && place.subresource === '') {
      await this.collection(readRequest(context, place.collection, place.namespace, query, accept), reply);
      return;
    }
    await context.faults.strike(place.collection.kind.plural, 'other', { reply, clock: context.clock });
    answerSingle(context, place, { method, query, accept, contentType, body }, reply);
  }

  private async collection(request: CollectionRequest, reply: Reply): Promise<void> {
    const { context } = this;
    const { plural } = request.collection.kind;
    await context.faults.strike(plural, request.verb, { reply, clock: context.clock });
    if (request.verb === 'list' || request.verb === 'page') {
      await answerList(context, this.snapshots, request, reply);
      return;
    }
    const watch = new Watch(context, request, reply);
    this.watches.add(watch);
    try {
      await watch.run();
    } finally {
      this.watches.delete(watch);
    }
  }
}
