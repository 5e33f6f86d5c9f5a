import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../test/support/simulator.ts';
import { generateCluster } from './generate/cluster.ts';

let simulator: Simulator;
afterEach(() => simulator?.stop());

async function start(options: SimulatorOptions = {}): Promise<void> {
  simulator = await startSimulator({
    cluster: generateCluster({ pods: 25, nodes: 3, namespaces: 2, seed: 3, nowMs: 1e12 }),
    ...options,
  });
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the API have many shapes.
async function api(path: string, init?: RequestInit): Promise<{ status: number; body: any }> {
  const answer = await fetch(simulator.url + path, init);
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}
const send = (method: string, path: string, body: object, type = 'application/json') =>
  api(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': type } });

/** The first events of a watch. */
async function events(
  path: string,
  count: number,
): Promise<{ type: string; object: { metadata: { name: string; annotations?: object } } }[]> {
  const abort = new AbortController();
  const { body } = await fetch(simulator.url + path, { signal: abort.signal });
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split('\n').length > count) break;
  }
  abort.abort();
  return text
    .split('\n')
    .slice(0, count)
    .map((line) => JSON.parse(line));
}

describe('lists', () => {
  it('are in key order, and pages put together give the whole', async () => {
    await start();
    const { body: whole } = await api('/api/v1/pods');
    const keys = whole.items.map(
      (i: { metadata: { namespace: string; name: string } }) => `${i.metadata.namespace}/${i.metadata.name}`,
    );
    expect(keys).toEqual([...keys].sort());
    const paged: unknown[] = [];
    let token = '';
    do {
      const { body } = await api(`/api/v1/pods?limit=10&continue=${token}`);
      paged.push(...body.items);
      expect(body.metadata.remainingItemCount ?? 0).toBe(whole.items.length - paged.length);
      token = body.metadata.continue ?? '';
    } while (token);
    expect(paged).toEqual(whole.items);
  });

  it('expire with their tokens, and know no version from the future', async () => {
    await start();
    const { body } = await api('/api/v1/pods?limit=10');
    simulator.compact();
    expect((await api(`/api/v1/pods?limit=10&continue=${body.metadata.continue}`)).status).toBe(410);
    expect((await api('/api/v1/pods?resourceVersion=99999999')).body.message).toContain('Too large resource version');
    expect((await api('/api/v1/pods?resourceVersion=0&limit=1')).body.items.length).toBe(25);
  });

  it('say which shard selector is honoured', async () => {
    const half = "shardRange(object.metadata.uid, '0x0000000000000000', '0x8000000000000000')";
    await start({ shardedListAndWatch: true });
    const { body } = await api(`/api/v1/pods?shardSelector=${encodeURIComponent(half)}`);
    expect(body.metadata.shardInfo).toEqual({ selector: half });
    expect(body.items.length).toBeLessThan(25);
    expect((await api('/api/v1/pods?shardSelector=x')).status).toBe(400);
  });
});

describe('watches', () => {
  it('begin with all objects and an end mark, for a WatchList', async () => {
    await start();
    const seen = await events(
      '/api/v1/nodes?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
      4,
    );
    expect(seen.map((e) => e.type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(seen[3]!.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it.each([
    '/api/v1/nodes?watch=1&sendInitialEvents=true&allowWatchBookmarks=true',
    '/api/v1/nodes?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
  ])('refuse %s', async (path) => {
    await start();
    expect((await api(path)).status).toBe(422);
  });

  it('tell what came into and left what is selected', async () => {
    await start();
    const { body } = await api('/api/v1/pods');
    const label = encodeURIComponent('x=y');
    const watching = events(
      `/api/v1/pods?watch=1&labelSelector=${label}&resourceVersion=${body.metadata.resourceVersion}`,
      3,
    );
    const { namespace, name } = body.items[0].metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const merge = 'application/merge-patch+json';
    await send('PATCH', path, { metadata: { labels: { x: 'y' } } }, merge);
    await send('PATCH', path, { metadata: { labels: { z: 'z' } } }, merge);
    await send('PATCH', path, { metadata: { labels: { x: null } } }, merge);
    expect((await watching).map((e) => e.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it('cannot go back behind a compaction', async () => {
    await start();
    simulator.compact();
    expect((await api('/api/v1/pods?watch=1&resourceVersion=1000')).status).toBe(410);
  });
});

describe('writes', () => {
  const pod = { metadata: { name: 'p', namespace: 'default' }, spec: {} };
  const path = '/api/v1/namespaces/default/pods';

  it('create, replace and delete, with the conflicts of the real server', async () => {
    await start();
    const created = await send('POST', path, pod);
    expect(created.status).toBe(201);
    expect(created.body.metadata).toMatchObject({
      uid: expect.any(String),
      resourceVersion: expect.any(String),
      generation: 1,
    });
    expect((await send('POST', path, pod)).body.reason).toBe('AlreadyExists');
    const stale = { ...pod, metadata: { ...pod.metadata, resourceVersion: '1' } };
    expect((await send('PUT', `${path}/p`, stale)).status).toBe(409);
    expect(
      (await send('PUT', `${path}/p`, { ...created.body, spec: { nodeName: 'n' } })).body.metadata.generation,
    ).toBe(2);
    expect((await api(`${path}/p`, { method: 'DELETE' })).status).toBe(200);
    expect((await api(`${path}/p`)).body).toMatchObject({ kind: 'Status', code: 404, reason: 'NotFound' });
  });

  it('want a namespace that is there, and a name', async () => {
    await start();
    expect((await send('POST', '/api/v1/namespaces/nowhere/pods', { metadata: { name: 'p' } })).status).toBe(404);
    expect((await send('POST', path, { metadata: {} })).status).toBe(422);
    expect((await send('POST', path, { metadata: { generateName: 'p-' } })).body.metadata.name).toMatch(/^p-.{5}$/);
  });

  it('serve what a custom resource definition defines', async () => {
    await start();
    const spec = {
      group: 'x.io',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true }],
    };
    await send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: { name: 'things.x.io' },
      spec,
    });
    await send('POST', '/apis/x.io/v1/namespaces/default/things', { metadata: { name: 't' } });
    expect((await api('/apis/x.io/v1/things')).body.items[0]).toMatchObject({ kind: 'Thing', apiVersion: 'x.io/v1' });
    expect((await api('/apis/x.io/v1')).body.resources[0].name).toBe('things');
  });
});

describe('the rest', () => {
  it('wants the token that it was told to want', async () => {
    await start({ token: 't' });
    expect((await api('/api/v1/pods')).status).toBe(401);
    expect((await api('/api/v1/pods', { headers: { Authorization: 'Bearer t' } })).status).toBe(200);
  });

  it('reviews tokens and permissions', async () => {
    await start({
      permissions: {
        tokens: { good: 'prom' },
        allows: (user, verb, path) => `${user} ${verb} ${path}` === 'prom get /metrics',
      },
    });
    const review = await send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'good' } });
    expect(review.body.status).toMatchObject({ authenticated: true, user: { username: 'prom' } });
    const access = { spec: { user: 'prom', nonResourceAttributes: { verb: 'get', path: '/metrics' } } };
    expect((await send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', access)).body.status.allowed).toBe(
      true,
    );
  });

  it.each([
    [{ fault: { type: 'statsu', code: 429 } }, 'fault: unknown type "statsu"; expected one of '],
    [{ fault: { type: 'toString' } }, 'fault: unknown type "toString"'],
    [{ fault: {} }, 'fault: unknown type ""'],
    [{ fault: { type: 'status', kode: 429 } }, 'fault status: unknown field "kode"; expected code, message,'],
    [{ fault: { type: 'status' } }, 'fault status: code: expected a whole number from 400 to 599, found nothing'],
    [
      { fault: { type: 'cut', afterBytes: '5' } },
      'fault cut: afterBytes: expected a whole number from 0 on, found "5"',
    ],
    [{ fault: { type: 'delay', ms: 5 }, verb: 'post' }, 'rule: verb: expected one of list, page, watch, watchList,'],
    [{ fault: { type: 'delay', ms: 5 }, times: 0 }, 'rule: times: expected a whole number from 1 on, found 0'],
    [{ fault: { type: 'delay', ms: 5 }, resource: 'pod' }, 'unknown resource "pod"'],
    [{ fault: { type: 'delay', ms: 5 }, resorce: 'pods' }, 'rule: unknown field "resorce"'],
    [{ resource: 'pods' }, 'rule: fault: expected an object, found nothing'],
    [[], 'rule: expected an object, found []'],
  ])('refuses the fault %j', async (rule, message) => {
    await start();
    const { status, body } = await send('POST', '/simulator/faults', rule);
    expect([status, body.reason]).toEqual([400, 'BadRequest']);
    expect(body.message).toContain(message);
    expect((await api('/simulator/faults')).body).toBe('[]\n');
  });

  it.each([
    [{ how: 'explode' }, 'disturbance: how: expected one of expire, end, cut,'],
    [{ resource: 'pods' }, 'disturbance: how: expected one of'],
    [{ how: 'end', resource: 'pod' }, 'unknown resource "pod"'],
    [{ how: 'end', what: 1 }, 'disturbance: unknown field "what"'],
  ])('refuses the disturbance %j', async (request, message) => {
    await start();
    const { status, body } = await send('POST', '/simulator/disturb', request);
    expect(status).toBe(400);
    expect(body.message).toContain(message);
  });

  it('counts the watches that are open', async () => {
    await start();
    expect((await api('/simulator/watches')).body).toEqual({});
    const ended = new AbortController();
    await fetch(`${simulator.url}/api/v1/pods?watch=1`, { signal: ended.signal });
    expect((await api('/simulator/watches')).body).toEqual({ 'pods.v1.': 1 });
    ended.abort();
  });

  it('opens no watch for a client that has left before it begins', async () => {
    await start();
    simulator.faults.add({ resource: 'pods', fault: { type: 'delay', ms: 200 } });
    const left = fetch(`${simulator.url}/api/v1/pods?watch=1`, { signal: AbortSignal.timeout(50) });
    await expect(left).rejects.toThrow();
    simulator.faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(simulator.openWatches()).toBe(0);
  });

  it('refuses paths and methods that it does not have', async () => {
    await start();
    expect((await send('POST', '/simulator/nonsense', {})).status).toBe(404);
    expect((await send('PUT', '/simulator/faults', {})).status).toBe(405);
  });

  it('takes faults over HTTP', async () => {
    await start();
    await send('POST', '/simulator/faults', {
      resource: 'pods',
      times: 1,
      fault: { type: 'status', code: 429, retryAfterSeconds: 3 },
    });
    const answer = await fetch(`${simulator.url}/api/v1/pods`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await api('/api/v1/pods')).status).toBe(200);
  });

  it('gives the Table form', async () => {
    await start();
    const { body } = await api('/api/v1/pods?limit=1', {
      headers: { Accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    });
    expect(body.columnDefinitions.map((c: { name: string }) => c.name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
      'IP',
      'Node',
    ]);
    expect(body.rows[0].object.kind).toBe('PartialObjectMetadata');
  });

  it('makes the same cluster of the same seed', () => {
    const plan = { pods: 60, nodes: 4, namespaces: 3, seed: 5, nowMs: 1e12 };
    const text = () => JSON.stringify(generateCluster(plan).list(generateCluster(plan).of('pods')).length);
    expect(text()).toBe(text());
    const names = () => [...generateCluster(plan).of('pods').items.keys()];
    expect(names()).toEqual(names());
    expect(names().length).toBeGreaterThanOrEqual(60);
  });
});

describe('roles', () => {
  const podsOnly = {
    kind: 'ClusterRole',
    metadata: { name: 'pods' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
  };

  it('answer 403 with a Status, until they are taken away', async () => {
    await start();
    expect((await send('POST', '/simulator/rbac', { objects: [podsOnly], user: 'me' })).status).toBe(200);
    expect((await api('/api/v1/pods')).status).toBe(200);
    expect((await api('/version')).status).toBe(200);
    const refused = await api('/apis/apps/v1/namespaces/default/deployments/d');
    expect(refused).toEqual({
      status: 403,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: expect.stringMatching(/^deployments\.apps "d" is forbidden: User "me" cannot get resource /),
        reason: 'Forbidden',
        details: { name: 'd', group: 'apps', kind: 'deployments' },
        code: 403,
      },
    });
    // Nobody learns which resources there are.
    expect((await api('/apis/no.where/v1/things')).status).toBe(403);
    await api('/simulator/rbac', { method: 'DELETE' });
    expect((await api('/apis/apps/v1/namespaces/default/deployments/d')).status).toBe(404);
  });

  it('decide reviews, of this user and of others', async () => {
    const reviews = { apiGroups: ['*'], resources: ['tokenreviews', 'subjectaccessreviews'], verbs: ['create'] };
    const objects = [{ ...podsOnly, rules: [...podsOnly.rules, reviews] }];
    await start({ rbac: { objects, tokens: { t: 'bob' } } });
    const ask = async (group: string, kind: string, spec: object): Promise<unknown> =>
      (await send('POST', `/apis/${group}.k8s.io/v1/${kind}`, { spec })).body.status;
    expect(await ask('authentication', 'tokenreviews', { token: 't' })).toMatchObject({ user: { username: 'bob' } });
    const list = (resource: string) => ({ resourceAttributes: { verb: 'list', resource } });
    expect(await ask('authorization', 'selfsubjectaccessreviews', list('pods'))).toEqual({ allowed: true });
    expect(await ask('authorization', 'selfsubjectaccessreviews', list('nodes'))).toEqual({ allowed: false });
    expect(await ask('authorization', 'subjectaccessreviews', { user: 'bob', ...list('nodes') })).toEqual({
      allowed: false,
    });
    expect(await ask('authorization', 'selfsubjectrulesreviews', { namespace: 'default' })).toMatchObject({
      resourceRules: expect.arrayContaining([expect.objectContaining({ resources: ['pods'], verbs: ['list'] })]),
    });
  });

  it.each([
    [{}, 'objects: expected a list'],
    [{ objects: [], tokens: { t: 1 } }, 'tokens: t: expected the name of a user'],
    [
      { objects: [{ kind: 'ClusterRole', metadata: { name: 'a' }, rules: {} }] },
      'ClusterRole a: rules: expected a list',
    ],
  ])('are refused as %j', async (body, message) => {
    await start();
    const answer = await send('POST', '/simulator/rbac', body);
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
  });
});
