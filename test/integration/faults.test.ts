import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disturbanceNames } from '../../src/simulator/disturbances.ts';
import { type Fault, type FaultName, faultTypes } from '../../src/simulator/fault-types.ts';
import type { FaultRule } from '../../src/simulator/faults.ts';
import { eventually, type Pair, type PairOptions, somePod, startPair } from '../support/harness.ts';
import { rootCert, serverChain, serverKey } from '../support/pki.ts';

let pair: Pair;
afterEach(() => pair?.stop());

/** Starts and waits for the first sync. */
async function synced(options?: PairOptions): Promise<Pair> {
  pair = await startPair(options);
  await pair.app.synced;
  return pair;
}

/** Changes go on arriving: one pod comes, one goes. */
async function expectAlive(): Promise<void> {
  const { cluster } = pair.simulator;
  const pods = cluster.of('pods');
  cluster.put(pods, somePod(`new-${cluster.revision}`));
  const [first] = pods.items.values();
  cluster.delete(pods, first!.value.metadata.namespace ?? '', first!.value.metadata.name);
  await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
}

const onPods = (fault: FaultRule['fault'], more: Partial<FaultRule> = {}): FaultRule => ({
  fault,
  resource: 'pods',
  ...more,
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const withTokenFile = (tokenFile: string): string =>
  JSON.stringify({
    clusters: [
      { name: 'c', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': base64(rootCert) } },
    ],
    users: [{ name: 'u', user: { tokenFile } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });

describe('the first sync', () => {
  it('shows everything, by WatchList', async () => {
    await synced();
    expect(await pair.shownPods()).toEqual(pair.pods());
    expect(pair.simulator.requests.map((r) => r.query.get('sendInitialEvents'))).toEqual(['true', 'true']);
    await expectAlive();
  });

  it('lists by pages where WatchList is not known, and never asks for it again', async () => {
    await synced({ simulator: { watchList: false } });
    expect(await pair.shownPods()).toEqual(pair.pods());
    const pages = pair.simulator.requests.filter((r) => r.path.endsWith('/pods') && r.query.get('limit') === '40');
    expect(pages.length).toBe(Math.ceil(pair.pods().length / 40));
    await expectAlive();
    pair.simulator.compact();
    pair.simulator.disturb('expire', 'pods');
    await expectAlive();
    expect(
      pair.simulator.requests.filter((r) => r.path.endsWith('/pods') && r.query.has('sendInitialEvents')),
    ).toHaveLength(1);
  });

  it('lists by pages where a WatchList never ends, though events keep coming, and remembers it', async () => {
    pair = await startPair({ prepare: (s) => s.faults.add(onPods({ type: 'endlessWatchList' })) });
    const { cluster } = pair.simulator;
    let n = 0;
    const busy = setInterval(() => cluster.put(cluster.of('pods'), somePod(`busy-${n++ % 3}`)), 100);
    await pair.app.synced.finally(() => clearInterval(busy));
    await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
    const modes = async (mode: string): Promise<number> =>
      pair.self(`kube_state_metrics_sync_mode{resource="*v1.Pod",mode="${mode}",form="full",encoding="protobuf"}`);
    expect([await modes('list'), await modes('watchlist')]).toEqual([1, 0]);
    const sample = 'kube_state_metrics_sync_mode{resource="*v1.Node",mode="watchlist",form="full",encoding="protobuf"}';
    expect(await pair.self(sample)).toBe(1);
    pair.simulator.compact();
    pair.simulator.disturb('expire', 'pods');
    await expectAlive();
    const asked = pair.simulator.requests.filter((r) => r.path.endsWith('/pods') && r.query.has('sendInitialEvents'));
    expect(asked).toHaveLength(1);
  });

  it('asks for no WatchList where KUBE_FEATURE_WatchListClient says so', async () => {
    vi.stubEnv('KUBE_FEATURE_WatchListClient', 'F');
    await synced().finally(() => vi.unstubAllEnvs());
    expect(pair.simulator.requests.filter((r) => r.query.has('sendInitialEvents'))).toEqual([]);
    await expectAlive();
  });

  it('lists whole from the cache where that is asked for', async () => {
    await synced({ args: ['--use-apiserver-cache'] });
    const [list] = pair.simulator.requests.filter((r) => r.path.endsWith('/pods'));
    expect([list!.query.get('resourceVersion'), list!.query.get('limit')]).toEqual(['0', null]);
    expect(await pair.shownPods()).toEqual(pair.pods());
    await expectAlive();
  });

  it('answers 503 until it is complete, and is alive meanwhile', async () => {
    pair = await startPair({ prepare: (s) => s.faults.add(onPods({ type: 'delay', ms: 400 })) });
    expect((await pair.get('/metrics')).status).toBe(503);
    expect((await pair.telemetry('/readyz')).status).toBe(503);
    expect((await pair.get('/livez')).status).toBe(200);
    await pair.app.synced;
    expect((await pair.get('/metrics')).status).toBe(200);
    expect((await pair.telemetry('/readyz')).status).toBe(200);
  });

  const atFirst: readonly (readonly [string, FaultRule, PairOptions])[] = [
    ['a WatchList refused with 400', onPods({ type: 'refuseWatchList', code: 400 }), {}],
    ['a WatchList refused with 422', onPods({ type: 'refuseWatchList', code: 422 }), {}],
    [
      '410 on a list page',
      onPods({ type: 'status', code: 410 }, { verb: 'page', times: 2 }),
      { simulator: { watchList: false } },
    ],
    ['500s', onPods({ type: 'status', code: 500 }, { times: 3 }), {}],
    ['a WatchList cut in the middle', onPods({ type: 'cut', afterBytes: 50_000 }, { times: 2 }), {}],
    [
      'a list cut in the middle',
      onPods({ type: 'cut', afterBytes: 30_000 }, { times: 2 }),
      { simulator: { watchList: false } },
    ],
    [
      '410 on the watch after the list',
      onPods({ type: 'status', code: 410 }, { verb: 'watch', times: 2 }),
      { simulator: { watchList: false } },
    ],
  ];
  const examples = (Object.keys(faultTypes) as FaultName[]).map((type) => {
    const fault = { type, ...faultTypes[type].example } as Fault;
    return [`${JSON.stringify(fault)}, as in the manual`, onPods(fault, { times: 2 }), {}] as const;
  });
  it.each([...examples, ...atFirst])('survives %s', async (_, rule, options) => {
    await synced({ ...options, prepare: (s) => s.faults.add(rule) });
    await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
    await expectAlive();
  });

  it('waits as long as a 429 says', async () => {
    const start = Date.now();
    await synced({
      prepare: (s) => s.faults.add(onPods({ type: 'status', code: 429, retryAfterSeconds: 1 }, { times: 1 })),
    });
    expect(Date.now() - start).toBeGreaterThanOrEqual(1_000);
    await expectAlive();
  });
});

describe('a live watch', () => {
  it.each(disturbanceNames)('survives %s, and no scrape loses a pod meanwhile', async (how) => {
    await synced();
    const { cluster } = pair.simulator;
    const before = pair.pods();
    let scraping = true;
    const watched = (async () => {
      while (scraping) {
        const shown = new Set(await pair.shownPods());
        expect(before.filter((name) => !shown.has(name))).toEqual([]);
      }
    })();
    pair.simulator.disturb(how, 'pods');
    cluster.put(cluster.of('pods'), somePod('during'));
    await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
    scraping = false;
    await watched;
    await expectAlive();
  });

  it('relists when the version is gone', async () => {
    await synced();
    pair.simulator.faults.add(onPods({ type: 'status', code: 410 }, { verb: 'watch', times: 1 }));
    pair.simulator.disturb('end', 'pods');
    await expectAlive();
  });

  it('relists at a server that was set back to an older version', async () => {
    await synced();
    const { cluster } = pair.simulator;
    const pods = cluster.of('pods');
    cluster.put(pods, somePod('before'));
    await eventually(async () => expect(await pair.shownPods()).toContain('before'));
    cluster.restore(500);
    pair.simulator.disturb('end');
    await expectAlive();
  });

  it('notices an older version in a bookmark too', async () => {
    await synced();
    pair.simulator.cluster.restore(500);
    await expectAlive();
  });

  it('counts what it cannot read, and logs it once with resource and offset', async () => {
    await synced();
    pair.simulator.disturb('brokenObject', 'pods');
    pair.simulator.cluster.put(pair.simulator.cluster.of('pods'), somePod('odd'));
    await eventually(async () => expect(await pair.shownPods()).toContain('odd'));
    expect(await pair.self('kube_state_metrics_decode_errors_total{resource="*v1.Pod"}')).toBe(1);
    const lines = pair.logs.filter((l) => l.text === 'skipped an object that could not be decoded');
    expect(lines).toHaveLength(1);
    expect(lines[0]!.fields).toMatchObject({ resource: 'pods', code: 'DECODE_TRUNCATED', offset: expect.any(Number) });
  });
});

describe('refusals', () => {
  it.each([403, 404])(
    'does not wait for a resource refused with %d, says so, and takes it up when allowed',
    async (code) => {
      await synced({ prepare: (s) => s.faults.add(onPods({ type: 'status', code })) });
      expect(await pair.shownPods()).toEqual([]);
      expect(await (await pair.get('/metrics')).text()).toContain('kube_node_info{');
      expect(await (await pair.telemetry('/readyz?verbose')).text()).toMatch(
        new RegExp(`refused +/api/v1/pods: ${code}`),
      );
      expect(await pair.self('kube_state_metrics_resource_state{resource="*v1.Pod",state="refused"}')).toBe(1);
      const asked = (): number => pair.simulator.requests.filter((r) => r.path.endsWith('/pods')).length;
      await eventually(() => expect(asked()).toBeGreaterThan(3));
      expect(pair.logs.filter((l) => l.level === 'error').map((l) => l.fields.resource)).toEqual(['pods']);
      pair.simulator.faults.clear();
      await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
      await expectAlive();
    },
  );

  it('does not wait for a resource that fails for longer than the time-out', async () => {
    await synced({
      args: ['--initial-sync-timeout=300ms'],
      prepare: (s) => s.faults.add(onPods({ type: 'status', code: 500 })),
    });
    expect(await (await pair.get('/metrics')).text()).toContain('kube_node_info{');
    pair.simulator.faults.clear();
    await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
  });

  it('keeps showing what it knows when it is refused later on', async () => {
    await synced();
    pair.simulator.faults.add(onPods({ type: 'status', code: 403 }));
    pair.simulator.disturb('end', 'pods');
    await eventually(async () =>
      expect(await pair.self('kube_state_metrics_resource_state{resource="*v1.Pod",state="refused"}')).toBe(1),
    );
    expect(await pair.shownPods()).toEqual(pair.pods());
    pair.simulator.faults.clear();
    await expectAlive();
  });

  it('reads its token again when it has expired', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ksm-token-'));
    const token = path.join(folder, 'token');
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(token, 'first');
    writeFileSync(kubeconfig, withTokenFile(token));
    // Tokens are sent over TLS alone.
    const tls = { key: serverKey, cert: serverChain };
    await synced({ args: [`--kubeconfig=${kubeconfig}`], simulator: { token: 'first', tls } });
    pair.simulator.setToken('second');
    writeFileSync(token, 'second');
    pair.simulator.disturb('end');
    await expectAlive();
    expect(pair.logs.filter((l) => l.level === 'error')).toEqual([]);
  });

  it('watches namespace by namespace where it may not watch them all', async () => {
    const args = ['--namespaces=shop-0,data-0', '--resources=pods'];
    await synced({
      args: [...args],
      prepare: (s) => s.faults.add(onPods({ type: 'status', code: 403 }, { times: 1 })),
    });
    const paths = pair.simulator.requests.map((r) => r.path).filter((p) => p.endsWith('/pods'));
    expect(paths).toEqual(['/api/v1/pods', '/api/v1/namespaces/shop-0/pods', '/api/v1/namespaces/data-0/pods']);
    const wanted = [...pair.simulator.cluster.of('pods').items.keys()].filter((key) => /^(shop-0|data-0)\//.test(key));
    expect((await pair.shownPods()).length).toBe(wanted.length);
  });
});
