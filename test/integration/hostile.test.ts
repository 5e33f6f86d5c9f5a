import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Exporter, eventually, quickTiming, startExporter } from '../support/harness.ts';
import {
  type Answer,
  bookmark,
  endlessEvents,
  endlessPage,
  endlessPages,
  events,
  type HostileServer,
  html,
  list,
  pod,
  startHostileServer,
  status,
  type Verb,
} from './hostile-server.ts';

let server: HostileServer;
let exporter: Exporter | undefined;
beforeEach(async () => {
  server = await startHostileServer();
});
afterEach(async () => {
  await exporter?.app.stop();
  exporter = undefined;
  await server.stop();
});

const ARGS = ['--resources=pods,nodes', '--initial-sync-timeout=300ms'];
const start = async (args: readonly string[] = ARGS, timing = quickTiming): Promise<Exporter> => {
  exporter = await startExporter(server, args, timing);
  return exporter;
};
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const stateOf = (state: string): Promise<number> =>
  exporter!.self(`kube_state_metrics_resource_state{resource="*v1.Pod",state="${state}"}`);
const activity = (): Promise<number> =>
  exporter!.self('kube_state_metrics_last_activity_timestamp_seconds{resource="*v1.Pod"}');
const report = async (): Promise<string> => (await exporter!.telemetry('/readyz?verbose')).text();
const shown = async (): Promise<string> => (await exporter!.get('/metrics')).text();

const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } };
let token = 0;
const fastLoops: readonly (readonly [string, Partial<Record<Verb, Answer>>])[] = [
  ['410 for every watch', { watch: status(410) }],
  ['410 as the first event', { watch: events([gone], true) }],
  ['older bookmarks', { watch: events([bookmark('1')]) }],
  ['watches of HTML', { watch: html }],
  ['a list instead of a watch', { watch: list(['a']) }],
  ['watches that end at once', { watch: events([], true) }],
  ['watches that end after an event', { watch: events([{ type: 'MODIFIED', object: pod('a') }], true) }],
  ['events that cannot be read', { watch: events([{ type: 'MODIFIED', object: { metadata: 5 } }]) }],
  ['lists of HTML', { list: html }],
  ['410 for lists', { list: status(410) }],
  ['pages that name themselves', { list: list(['a'], 'same') }],
  ['pages without objects', { list: (...all) => list([], `t${token++}`)(...all) }],
  ['pages that bring the same again', { list: (...all) => list(['a'], `t${token++}`)(...all) }],
  ['401', { list: status(401) }],
  ['403', { list: status(403) }],
  ['Retry-After: 0', { list: (response) => response.writeHead(429, { 'retry-after': '0' }).end() }],
];

describe.each(fastLoops)('%s', (_, how) => {
  it('lead to no storm, and others are served', async () => {
    server.behave(how);
    const waits = { ...quickTiming.waits, firstMs: 1, maxMs: 1, resumeMaxMs: 1, refusedFirstMs: 1, refusedMaxMs: 1 };
    const pace = { requests: 5, requestMs: 100, relists: 2, relistMs: 200, pages: 100, pageMs: 100 };
    const { app } = await start(ARGS, { ...quickTiming, waits, pace });
    await app.synced;
    expect(await shown()).toContain('kube_node_info{');
    const before = server.asked.length;
    await sleep(1_000);
    expect(server.asked.length - before).toBeLessThanOrEqual(5 + 11);
  });
});

describe('a resource that cannot be read', () => {
  const never: readonly (readonly [string, Partial<Record<Verb, Answer>>])[] = [
    ['is HTML', { list: html }],
    ['is gone', { list: status(410) }],
    ['is refused for the moment (401)', { list: status(401) }],
    ['never answers', { list: () => {} }],
    [
      'comes byte by byte',
      {
        list: (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const timer = setInterval(() => response.write(' '), 50);
          response.on('close', () => clearInterval(timer));
        },
      },
    ],
  ];
  it.each(never)('holds others back until the time-out only: it %s', async (_, how) => {
    server.behave(how);
    const { app, get } = await start();
    expect((await get('/metrics')).status).toBe(503);
    await app.synced;
    expect(await shown()).toContain('kube_node_info{');
    await eventually(async () => expect(await stateOf('failing')).toBe(1));
    expect(await report()).toMatch(/failing +\/api\/v1\/pods: ./);
    expect(await activity()).toBe(0);
    server.behave({});
    await eventually(async () => expect(await shown()).toContain('pod="a"'));
  });

  it.each([401, 403, 500])('is not served empty where there is no other (%d)', async (code) => {
    server.behave({ list: status(code) });
    const { get, telemetry } = await start(['--resources=pods', '--initial-sync-timeout=100ms']);
    await sleep(1_500);
    expect((await get('/metrics')).status).toBe(503);
    expect((await telemetry('/readyz')).status).toBe(503);
    server.behave({});
    await eventually(async () => expect(await shown()).toContain('pod="a"'));
  });
});

describe('a resource that was synced', () => {
  it.each<readonly [string, Partial<Record<Verb, Answer>>]>([
    ['cannot be listed again', { watch: status(410), list: html }],
    ['is listed and cannot be watched', { watch: status(410) }],
    ['is listed, and its watch is none', { watch: html }],
    ['is behind a proxy that wants a login', { watch: html, list: html }],
  ])('is failing while it %s, and stays shown', async (_, how) => {
    const { app } = await start();
    await app.synced;
    await eventually(async () => expect(await stateOf('synced')).toBe(1));
    server.behave(how);
    server.endWatches();
    await eventually(async () => expect(await stateOf('failing')).toBe(1));
    await eventually(() => expect(server.asked.length).toBeGreaterThan(8));
    // It stays so, whatever succeeds in between.
    for (let i = 0; i < 20; i++) {
      expect(await stateOf('failing')).toBe(1);
      await sleep(20);
    }
    expect(await report()).toMatch(/failing +\/api\/v1\/pods: ./);
    expect(await shown()).toContain('pod="a"');
    server.behave({});
    await eventually(async () => expect(await stateOf('synced')).toBe(1));
    expect(await report()).toMatch(/synced +\/api\/v1\/pods\n/);
  });

  it('has no activity while nothing that comes is understood', async () => {
    const { app } = await start();
    await app.synced;
    server.behave({ watch: status(410), list: html });
    server.endWatches();
    await eventually(async () => expect(await stateOf('failing')).toBe(1));
    const before = await activity();
    expect(before).toBeGreaterThan(0);
    const asked = server.asked.length;
    await eventually(() => expect(server.asked.length).toBeGreaterThan(asked + 3));
    expect(await activity()).toBe(before);
  });

  it.each([401, 403, 404])('goes on from its version after %d, without a list', async (code) => {
    const { app } = await start();
    await app.synced;
    await eventually(() => expect(server.asked.at(-1)?.verb).toBe('watch'));
    await sleep(100);
    server.behave({ watch: status(code), list: status(code) });
    server.endWatches();
    await eventually(async () => expect(await stateOf(code === 401 ? 'failing' : 'refused')).toBe(1));
    await eventually(() => expect(server.asked.length).toBeGreaterThan(6));
    expect(server.asked.at(-1)?.url.searchParams.get('resourceVersion')).toBe('11');
    server.behave({ watch: events([{ type: 'ADDED', object: pod('late') }]) });
    await eventually(async () => expect(await shown()).toContain('pod="late"'));
    expect(server.asked.filter(({ verb }) => verb === 'list')).toHaveLength(1);
    await eventually(async () => expect(await stateOf('synced')).toBe(1));
  });
});

describe('a WatchList', () => {
  it.each<readonly [string, Answer]>([
    ['without its end', events([{ type: 'ADDED', object: pod('a') }, bookmark('9')])],
    ['that brings nothing', events([])],
  ])('%s gives way to pages, once', async (_, watchList) => {
    server.behave({ watchList });
    const timing = { ...quickTiming, listSilenceMs: 3_000, endlessMs: 200, endlessEmptyMs: 300 };
    const { app } = await start(['--resources=pods,nodes'], timing);
    await app.synced;
    expect(await shown()).toContain('pod="b"');
    server.behave({ watchList, watch: status(410) });
    server.endWatches();
    await eventually(() => expect(server.asked.filter(({ verb }) => verb === 'list').length).toBeGreaterThan(2));
    expect(server.asked.filter(({ verb }) => verb === 'watchList')).toHaveLength(1);
  });

  it('that is always cut gives way to pages', async () => {
    server.behave({
      watchList: (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(`${JSON.stringify({ type: 'ADDED', object: pod('a') })}\n`);
        setTimeout(() => response.destroy(), 10);
      },
    });
    const { app } = await start(['--resources=pods,nodes']);
    await app.synced;
    expect(await shown()).toContain('pod="b"');
  });
});

it('logs what repeats with every event once', async () => {
  const { app, logs } = await start();
  await app.synced;
  let n = 0;
  server.behave({
    watch: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => {
        response.write(`${JSON.stringify({ type: `UNKNOWN-${n++}`, object: pod('a') })}\n`);
      }, 5);
      response.on('close', () => clearInterval(timer));
    },
  });
  server.endWatches();
  await eventually(async () =>
    expect(await exporter!.self('kube_state_metrics_decode_errors_total{resource="*v1.Pod"}')).toBeGreaterThan(20),
  );
  expect(logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  const ofPods = logs.filter(({ fields }) => fields.resource === 'pods');
  expect(ofPods.filter(({ text }) => text === 'watch failed; retrying')).toHaveLength(1);
});

it('passes over an object that is too large, by name, and shows the others', async () => {
  const large = { metadata: { name: 'large', namespace: 'ns', uid: 'u-l', annotations: { a: 'x'.repeat(17 << 20) } } };
  const metadata = { resourceVersion: '10' };
  server.behave({
    list: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ metadata, items: [pod('a'), large, pod('b')] }));
    },
  });
  const { app, logs } = await start(['--resources=pods,nodes']);
  await app.synced;
  expect(await shown()).toMatch(/pod="a"[\s\S]*pod="b"/);
  expect(logs.find(({ level }) => level === 'error')?.fields).toMatchObject({
    resource: 'pods',
    code: 'DECODE_TOO_LARGE',
    error: expect.stringContaining('object ns/large larger than 16 MiB'),
  });
});

describe('where memory is nearly full', () => {
  const full = { usedBytes: () => 950 << 20, limitBytes: 1_000 << 20 };

  it.each<readonly [string, Partial<Record<Verb, Answer>>]>([
    ['a page', { list: endlessPage }],
    ['pages', { list: endlessPages }],
    ['a WatchList', { watchList: endlessEvents, list: endlessPage }],
  ])('%s of new objects without an end is given up, and what there is is read later', async (_, how) => {
    server.behave(how);
    exporter = await startExporter(server, ARGS, quickTiming, full);
    await exporter.app.synced;
    expect(await shown()).toContain('kube_node_info{');
    await eventually(async () =>
      expect(await report()).toMatch(
        /failing +.*pods: lost: the list brought \d+ objects, and the process uses 950 MiB/,
      ),
    );
    await sleep(500);
    expect(await exporter.self('kube_state_metrics_list_objects{resource="*v1.Pod"}')).toBeLessThan(100_000);
    server.behave({});
    await eventually(async () => expect(await stateOf('synced')).toBe(1));
    expect(await exporter.self('kube_state_metrics_list_objects{resource="*v1.Pod"}')).toBe(2);
  });

  it('a watch that invents objects is given up, and a list says what there is', async () => {
    exporter = await startExporter(server, ARGS, quickTiming, full);
    await exporter.app.synced;
    server.behave({ watch: endlessEvents });
    server.endWatches();
    await eventually(async () => expect(await report()).toMatch(/pods: lost: the watch led from \d+ to \d+ objects/));
    server.behave({});
    await eventually(async () =>
      expect(await exporter!.self('kube_state_metrics_list_objects{resource="*v1.Pod"}')).toBe(2),
    );
  });
});
