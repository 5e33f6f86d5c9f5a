import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pair, somePod, startPair } from '../support/harness.ts';

/** A request whose answer nobody reads until `read` is called. */
async function stalled(port: number, path = '/metrics', encoding = 'identity'): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
  return socket;
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const samples = (text: string): string[] => text.split('\n').filter((l) => l && !l.startsWith('#'));
const label = (line: string, name: string): string => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';

describe('one consistent view', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair({ pods: 200, args: ['--metric-labels-allowlist=pods=[*]', '--scrape-parts=16'] });
    await pair.app.synced;
  });
  afterAll(() => pair.stop());

  it('shows no half-updated object, and none in one family that is missing in another', async () => {
    const { cluster } = pair.simulator;
    const pods = cluster.of('pods');
    let version = 0;
    let done = false;
    // Each version changes what four families say of a pod.
    const change = (i: number): void => {
      const name = `v-${i % 40}`;
      if (version % 7 === 3) cluster.delete(pods, 'default', name);
      version++;
      const [ip, node] = [`10.0.0.${version}`, `node-${version}`];
      const containerStatuses = [{ name: `c-${version}`, image: 'i', imageID: 'i' }];
      const startTime = new Date(version * 1_000).toISOString();
      const status = { phase: 'Running', podIP: ip, startTime, containerStatuses };
      const spec = { nodeName: node, containers: [{ name: `c-${version}`, image: 'i' }] };
      cluster.put(pods, { metadata: { name, namespace: 'default', labels: { v: String(version) } }, spec, status });
    };
    const changing = (async () => {
      for (let i = 0; !done; i++) {
        for (let k = 0; k < 5; k++) change(i * 5 + k);
        await pause(2);
      }
    })();
    const seen = new Set<string>();
    try {
      for (let round = 0; round < 40; round++) {
        const path = round % 3 === 0 ? `/metrics?part=${round % 2}&parts=2` : '/metrics';
        const encoding = round % 2 === 0 ? 'gzip' : 'identity';
        const text = await (await pair.get(path, { 'Accept-Encoding': encoding })).text();
        const versions = new Map<string, Set<string>>();
        const note = (line: string, v: string): void => {
          const uid = label(line, 'uid');
          if (!label(line, 'pod').startsWith('v-')) return;
          versions.set(uid, (versions.get(uid) ?? new Set()).add(v));
          seen.add(v);
        };
        const counts = { info: 0, labels: 0, start: 0, container: 0 };
        for (const line of samples(text)) {
          const own = label(line, 'pod').startsWith('v-') ? 1 : 0;
          if (line.startsWith('kube_pod_info{')) {
            counts.info += own;
            note(line, label(line, 'node').slice('node-'.length));
            note(line, label(line, 'pod_ip').slice('10.0.0.'.length));
          } else if (line.startsWith('kube_pod_labels{')) {
            counts.labels += own;
            note(line, label(line, 'label_v'));
          } else if (line.startsWith('kube_pod_start_time{')) {
            counts.start += own;
            note(line, String(Number(line.split(' ').at(-1))));
          } else if (line.startsWith('kube_pod_container_info{')) {
            counts.container += own;
            note(line, label(line, 'container').slice('c-'.length));
          }
        }
        for (const each of versions.values()) expect([...each]).toHaveLength(1);
        expect(new Set(Object.values(counts)).size).toBe(1);
        await pause(5);
      }
    } finally {
      done = true;
      await changing;
    }
    expect(seen.size).toBeGreaterThan(100);
  });

  it('holds what had arrived before, also of watches that rest', async () => {
    const { cluster } = pair.simulator;
    const phaseOf = async (phase: string): Promise<boolean> =>
      new RegExp(`^kube_pod_status_phase\\{[^}]*pod="rests"[^}]*phase="${phase}"\\} 1`, 'm').test(
        await (await pair.get('/metrics?resources=pods')).text(),
      );
    for (let round = 0; round < 10; round++) {
      // The first change begins a rest, in which the second one comes.
      for (const phase of ['Pending', round % 2 === 0 ? 'Running' : 'Failed']) {
        cluster.put(cluster.of('pods'), { ...somePod('rests'), status: { phase } });
        await pause(40);
      }
      expect(await phaseOf(round % 2 === 0 ? 'Running' : 'Failed')).toBe(true);
    }
  });

  it('is divided into parts that are disjoint, complete, and stable', async () => {
    // What the test before changed is behind this one.
    const last = pair.simulator.cluster;
    last.put(last.of('pods'), somePod('last'));
    await eventually(async () => expect(await pair.shownPods()).toContain('last'));
    const whole = samples(await (await pair.get('/metrics')).text()).sort();
    for (const parts of [1, 2, 4, 16]) {
      const each = await Promise.all(
        Array.from({ length: parts }, async (_, part) =>
          samples(await (await pair.get(`/metrics?part=${part}&parts=${parts}`)).text()),
        ),
      );
      expect(each.flat().sort()).toEqual(whole);
    }
    const partOf = async (name: string): Promise<number> => {
      for (let part = 0; part < 16; part++) {
        const text = await (await pair.get(`/metrics?part=${part}&parts=16`)).text();
        if (text.includes(`pod="${name}"`)) return part;
      }
      return -1;
    };
    const { cluster } = pair.simulator;
    cluster.put(cluster.of('pods'), somePod('stays'));
    await eventually(async () => expect(await partOf('stays')).toBeGreaterThanOrEqual(0));
    const before = await partOf('stays');
    cluster.put(cluster.of('pods'), { ...somePod('stays'), status: { phase: 'Failed' } });
    await eventually(async () =>
      expect(await (await pair.get('/metrics')).text()).toMatch(
        /kube_pod_status_phase\{[^}]*pod="stays"[^}]*phase="Failed"\} 1/,
      ),
    );
    expect(await partOf('stays')).toBe(before);
  });

  it.each([
    'part=0',
    'part=4&parts=4',
    'part=0&parts=3',
    'part=0&parts=128',
    'part=-1&parts=4',
    'part=x&parts=4',
    'part=0&parts=32',
    'parts=4',
  ])('answers 400 to ?%s, and says what it takes', async (query) => {
    const answer = await pair.get(`/metrics?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/^parameter parts?: expected /);
  });
});

describe.each([true, false])('slow readers, gzip at rest: %s', (gzip) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair({
      pods: 1_500,
      args: [`--enable-gzip-encoding=${gzip}`, '--server-write-timeout=20s'],
    });
    await pair.app.synced;
  }, 60_000);
  afterAll(() => pair.stop());

  it('neither block others nor the watch, nor grow memory; aborted ones are forgotten', {
    timeout: 60_000,
  }, async () => {
    const { port } = pair.app;
    const whole = Buffer.byteLength(await (await pair.get('/metrics', { 'Accept-Encoding': 'identity' })).text());
    expect(whole).toBeGreaterThan(10_000_000);
    const before = process.memoryUsage().arrayBuffers;
    const readers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => stalled(port, '/metrics', i % 2 === 0 ? 'identity' : 'gzip')),
    );
    await pause(500);
    // Each has a chunk or two in hand, not its answer.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1_500_000);
    for (const reader of readers.slice(25)) reader.destroy();
    const { cluster } = pair.simulator;
    for (let i = 0; i < 10; i++) {
      cluster.put(cluster.of('pods'), somePod(`beside-${i}`));
      await eventually(async () => expect(await pair.shownPods()).toContain(`beside-${i}`));
    }
    // The slow ones have what was there when they asked, whole.
    const texts = await Promise.all(
      readers.slice(0, 4).map(
        (reader) =>
          new Promise<number>((resolve, reject) => {
            let bytes = 0;
            let tail = '';
            reader.on('data', (chunk: Buffer) => {
              bytes += chunk.length;
              tail = (tail + chunk.toString('latin1')).slice(-5);
              if (tail === '0\r\n\r\n') resolve(bytes);
            });
            const lengthKnown = (): void => {
              if (bytes > 1_000) resolve(bytes);
              else reject(new Error(`only ${bytes} bytes`));
            };
            reader.once('end', lengthKnown);
            setTimeout(lengthKnown, 5_000).unref();
            reader.resume();
          }),
      ),
    );
    expect(texts[0]).toBeGreaterThan(whole);
    for (const reader of readers) reader.destroy();
    await Promise.all(readers.map(closed));
    await eventually(() => expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1_500_000));
    const after = await (await pair.get('/metrics', { 'Accept-Encoding': 'identity' })).text();
    expect(samples(after).filter((l) => l.startsWith('kube_pod_info{'))).toHaveLength(1_510);
  });

  it('can ask for either encoding', async () => {
    const identity = await pair.get('/metrics', { 'Accept-Encoding': 'identity' });
    expect(identity.headers.get('content-encoding')).toBeNull();
    // Where segments rest raw, gzip is for those who take nothing else.
    const asked = gzip ? 'gzip' : 'gzip, identity;q=0';
    const compressed = await pair.get('/metrics', { 'Accept-Encoding': asked });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(await compressed.text()).toBe(await identity.text());
  });
});

describe('time-outs', () => {
  let pair: Pair;
  beforeAll(async () => {
    const times = ['read-header-timeout=300ms', 'read-timeout=2s', 'write-timeout=1s', 'idle-timeout=1s'];
    pair = await startPair({ pods: 1_000, args: times.map((t) => `--server-${t}`) });
    await pair.app.synced;
  }, 60_000);
  afterAll(() => pair.stop());

  const lifetime = async (socket: Socket): Promise<number> => {
    const start = performance.now();
    await closed(socket);
    return performance.now() - start;
  };

  it('cut a reader that takes too long for its answer', async () => {
    const reader = await stalled(pair.app.port);
    // A paused socket does not see its end: it reads on once it is cut.
    setTimeout(() => reader.resume(), 2_000);
    expect(await lifetime(reader)).toBeGreaterThan(900);
    expect(await pair.shownPods()).toHaveLength(1_000);
  });

  it('cut a request that does not end, and a connection that is idle', async () => {
    const half = connect(pair.app.port, '127.0.0.1');
    half.on('error', () => {});
    half.resume();
    half.write('GET /metrics HTTP/1.1\r\nHost:');
    expect(await lifetime(half)).toBeLessThan(5_000);
    const idle = await stalled(pair.app.port, '/healthz');
    idle.resume();
    const lived = await lifetime(idle);
    expect(lived).toBeGreaterThan(900);
    expect(lived).toBeLessThan(5_000);
  });
});

describe('budgets', () => {
  it('leave a family out whole, say so once, and let it back when it is well within', async () => {
    const pair = await startPair({ pods: 5, args: ['--max-series-per-family=400', '--resources=pods'] });
    try {
      await pair.app.synced;
      const { cluster } = pair.simulator;
      const pods = cluster.of('pods');
      const shown = async (): Promise<boolean> =>
        (await (await pair.get('/metrics')).text()).includes('kube_pod_status_phase');
      const sample =
        'kube_state_metrics_budget_exceeded{budget="max-series-per-family",resource="pods",family="kube_pod_status_phase"}';
      expect(await shown()).toBe(true);
      // Five series for each of 105 pods.
      for (let i = 0; i < 100; i++) cluster.put(pods, somePod(`more-${i}`));
      await eventually(async () => expect(await shown()).toBe(false));
      const text = await (await pair.get('/metrics')).text();
      expect(text).toContain('kube_pod_info{');
      expect(await pair.self(sample)).toBe(1);
      // 80 pods are within the limit, and not well within it.
      for (let i = 0; i < 26; i++) cluster.delete(pods, 'default', `more-${i}`);
      await eventually(async () => expect(await pair.shownPods()).toHaveLength(79));
      expect(await shown()).toBe(false);
      for (let i = 26; i < 40; i++) cluster.delete(pods, 'default', `more-${i}`);
      await eventually(async () => expect(await shown()).toBe(true));
      expect(await pair.self(sample)).toBe(0);
      const lines = pair.logs.filter((l) => l.fields.family === 'kube_pod_status_phase');
      expect(lines.map((l) => [l.level, l.fields.budget])).toEqual([
        ['error', 'max-series-per-family'],
        ['info', 'max-series-per-family'],
      ]);
    } finally {
      await pair.stop();
    }
  });
});

describe('self-metrics of the engine', () => {
  it('tell of sizes, flushes, changes that wait, memory, and answers', async () => {
    const pair = await startPair({ pods: 50 });
    try {
      await pair.app.synced;
      await (await pair.get('/metrics')).text();
      const text = await (await pair.telemetry('/metrics')).text();
      const value = (sample: string): number =>
        Number(
          text
            .split('\n')
            .find((l) => l.startsWith(`${sample} `))
            ?.split(' ')
            .at(-1) ?? Number.NaN,
        );
      expect(value('kube_state_metrics_family_series{resource="*v1.Pod",family="kube_pod_info"}')).toBe(50);
      const ofFamily = '{resource="*v1.Pod",family="kube_pod_info"}';
      const raw = value(`kube_state_metrics_family_text_bytes${ofFamily}`);
      expect(raw).toBeGreaterThan(value(`kube_state_metrics_family_stored_bytes${ofFamily}`));
      expect(value('kube_state_metrics_series{resource="*v1.Pod"}')).toBeGreaterThan(500);
      expect(value('kube_state_metrics_flush_duration_seconds_count')).toBeGreaterThan(0);
      expect(value('kube_state_metrics_dirty_segments')).toBe(0);
      expect(value('kube_state_metrics_pending_bytes')).toBe(0);
      expect(value('kube_state_metrics_store_memory_bytes{part="segments"}')).toBeGreaterThan(raw / 10);
      expect(value('kube_state_metrics_store_memory_bytes{part="changes"}')).toBeGreaterThan(0);
      expect(value('kube_state_metrics_scrape_size_bytes{encoding="gzip"}')).toBeGreaterThan(1_000);
      expect(value('http_request_duration_seconds_count{handler="metrics",method="get"}')).toBe(1);
      for (const name of ['nodejs_heap_size_used_bytes', 'nodejs_external_memory_bytes'])
        expect(value(name)).toBeGreaterThan(0);
    } finally {
      await pair.stop();
    }
  });
});
