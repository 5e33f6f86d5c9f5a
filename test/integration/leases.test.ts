import { createServer, type IncomingMessage, request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/objects.ts';
import { type Exporter, eventually, someCluster, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

/** Fleets by Lease of exporters in this process, whose ways to the API server fail one by one. */

const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const PODS = 120;
/** The shortest there is; the Lease itself lasts for one second. */
const DURATION_MS = 2_000;
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

/** What becomes of a request on its way: it is answered with a status, hangs, or passes. */
type Fault = (method: string, path: string) => number | 'hang' | undefined;

interface Way {
  readonly url: string;
  fault: Fault;
  readonly writes: string[];
}

async function openWay(simulator: Simulator, fault: Fault = () => undefined): Promise<Way> {
  const onward = new URL(simulator.url);
  const way: { url: string; fault: Fault; writes: string[] } = { url: '', fault, writes: [] };
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (method !== 'GET') way.writes.push(`${method} ${url}`);
    const what = way.fault(method, url);
    if (what === 'hang') return;
    if (what !== undefined) {
      outgoing.writeHead(what, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', code: what, message: 'a fault' }));
      return;
    }
    const passed = request({ host: onward.hostname, port: onward.port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      cutWith(answer, way, method, url);
      answer.pipe(outgoing);
    });
    for (const each of [incoming, outgoing, passed]) each.on('error', () => passed.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  way.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return way;
}

/** What is under way when a fault begins is met by it as well. */
function cutWith(answer: IncomingMessage, way: Way, method: string, url: string): void {
  const timer = setInterval(() => {
    if (way.fault(method, url) !== undefined) answer.destroy();
  }, 20);
  answer.on('close', () => clearInterval(timer));
}

interface Member extends Exporter {
  readonly way: Way;
}

async function startMember(simulator: Simulator, name: string, total: number, fault?: Fault): Promise<Member> {
  const way = await openWay(simulator, fault);
  const exporter = await startExporter(way, [
    '--resources=pods',
    '--shard-lease=f',
    `--total-shards=${total}`,
    `--pod=${name}`,
    '--pod-namespace=default',
    `--shard-lease-duration=${DURATION_MS}ms`,
    '--handover-timeout=100ms',
    '--handover-overlap=100ms',
  ]);
  opened.push(() => exporter.app.stop());
  return { ...exporter, way };
}

async function simulate(): Promise<Simulator> {
  const simulator = await startSimulator({ cluster: someCluster(PODS), bookmarkMs: 100 });
  opened.push(() => simulator.stop());
  return simulator;
}

async function answerOf(member: Member): Promise<{ status: number; pods: string[] }> {
  const response = await member.get('/metrics');
  const text = await response.text();
  const pods = [...text.matchAll(/^kube_pod_info\{[^}]*uid="([^"]*)"/gm)].map((m) => m[1]!);
  return { status: response.status, pods };
}

/** Each pod is shown once. */
async function shownOnce(members: readonly Member[]): Promise<void> {
  const shown = (await Promise.all(members.map(answerOf))).flatMap(({ pods }) => pods);
  expect([shown.length, new Set(shown).size]).toEqual([PODS, PODS]);
}

const passes = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const foreign = (name: string): JsonObject => ({
  metadata: { name, namespace: 'default' },
  spec: { holderIdentity: 'another-program' },
});
const linesOf = (member: Member, text: string): number => member.logs.filter((l) => l.text.includes(text)).length;

it.each([true, false])(
  'does without the names that another application has Leases of (may read: %s)',
  async (reads) => {
    const simulator = await simulate();
    const leases = simulator.cluster.of('leases');
    for (const name of ['f', 'f-0-of-2']) simulator.cluster.put(leases, foreign(name));
    const before = ['f', 'f-0-of-2'].map((name) => simulator.cluster.get(leases, 'default', name)!.value);
    const fault: Fault = (method, path) =>
      !reads && method === 'GET' && path.startsWith(`${LEASES}/`) ? 403 : undefined;
    const members = await Promise.all(['a', 'b', 'c'].map((name) => startMember(simulator, name, 2, fault)));
    await eventually(() => shownOnce(members));
    await passes(2 * DURATION_MS);
    await shownOnce(members);
    // Two holders renew five times in a second; nobody writes in vain.
    for (const { way } of members) way.writes.length = 0;
    await passes(2_000);
    for (const { way } of members) expect(way.writes.length).toBeLessThan(15);
    expect(['f', 'f-0-of-2'].map((name) => simulator.cluster.get(leases, 'default', name)!.value)).toEqual(before);
    const told = members.filter((m) => linesOf(m, 'belongs to another application') > 0);
    expect(told.length).toBeGreaterThan(0);
    for (const member of told) expect(linesOf(member, 'belongs to another application')).toBeLessThanOrEqual(2);
    const metrics = await Promise.all(told.map((m) => m.telemetry('/metrics').then((r) => r.text())));
    expect(metrics.join('\n')).toMatch(/kube_state_metrics_foreign_lease\{lease="f(-0-of-2)?"\} 1/);
  },
);

it.each([500, 403, 'hang'] as const)('steps down where Leases alone are met with %s', async (what) => {
  const simulator = await simulate();
  const members = [await startMember(simulator, 'a', 1)];
  await eventually(() => shownOnce(members));
  members.push(await startMember(simulator, 'b', 1));
  await eventually(async () => expect((await answerOf(members[1]!)).status).toBe(200));
  const [first, second] = members as [Member, Member];
  first.way.fault = (_, path) => (path.startsWith(LEASES) ? what : undefined);
  await eventually(async () => {
    expect((await answerOf(first)).pods).toEqual([]);
    expect((await answerOf(second)).pods).toHaveLength(PODS);
  });
  expect((await first.telemetry('/readyz')).status).toBe(503);
  first.way.fault = () => undefined;
  await eventually(async () => expect(await answerOf(first)).toEqual({ status: 200, pods: [] }));
  await shownOnce(members);
});

it('never answers 200 without a sample when nobody else serves', async () => {
  const simulator = await simulate();
  const [only] = [await startMember(simulator, 'a', 1)];
  await eventually(() => shownOnce([only]));
  only.way.fault = (_, path) => (path.startsWith(LEASES) ? 500 : undefined);
  await eventually(async () => expect((await answerOf(only)).status).toBe(503));
  only.way.fault = () => undefined;
  await eventually(() => shownOnce([only]));
  // A set whose last shard nobody has taken yet.
  const other = await startMember(simulator, 'b', 1);
  await eventually(async () => expect(await answerOf(other)).toEqual({ status: 200, pods: [] }));
});

it.each(['hang', 503, 401] as const)('serves on while the whole API server is away (%s), and says so', async (what) => {
  const simulator = await simulate();
  const members = await Promise.all(['a', 'b'].map((name) => startMember(simulator, name, 1)));
  await eventually(() => shownOnce(members));
  for (const { way } of members) way.fault = () => what;
  for (let i = 0; i < 20; i++) {
    await passes((3 * DURATION_MS) / 20);
    await shownOnce(members);
  }
  const expired = await Promise.all(members.map((m) => m.self('kube_state_metrics_shard_lease_expired')));
  expect(expired.sort()).toEqual([0, 1]);
  for (const { way } of members) way.fault = () => undefined;
  await eventually(async () => {
    await shownOnce(members);
    for (const m of members) expect(await m.self('kube_state_metrics_shard_lease_expired')).toBe(0);
  });
});

it('serves on where its Lease cannot be renewed, as long as it can be read and nobody else has it', async () => {
  const simulator = await simulate();
  const only = await startMember(simulator, 'a', 1);
  await eventually(() => shownOnce([only]));
  only.way.fault = (method) => (method === 'PUT' ? 403 : undefined);
  for (let i = 0; i < 10; i++) {
    await passes((2 * DURATION_MS) / 10);
    await shownOnce([only]);
  }
  expect(linesOf(only, 'writing a Lease failed')).toBe(1);
  const other = await startMember(simulator, 'b', 1);
  await eventually(async () => {
    expect((await answerOf(only)).pods).toEqual([]);
    await shownOnce([only, other]);
  });
});

it('stops as soon as it hears that it was cut off for longer than its Lease', async () => {
  const simulator = await simulate();
  const members = await Promise.all(['a', 'b'].map((name) => startMember(simulator, name, 1)));
  await eventually(() => shownOnce(members));
  const shown = await Promise.all(members.map(answerOf));
  const holder = members[shown.findIndex(({ pods }) => pods.length > 0)]!;
  const other = members.find((m) => m !== holder)!;
  holder.way.fault = () => 'hang';
  await eventually(async () => expect((await answerOf(other)).pods).toHaveLength(PODS));
  holder.way.fault = () => undefined;
  await eventually(() => shownOnce(members), 2_000);
});
