import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pair, somePod, startPair } from '../support/harness.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair({ pods: 30, args: ['--metric-labels-allowlist=pods=[*]'] });
  await pair.app.synced;
});
afterAll(() => pair.stop());

describe('/metrics', () => {
  it('is text or OpenMetrics, as the client asks', async () => {
    expect((await pair.get('/metrics')).headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const open = await pair.get('/metrics', { Accept: 'application/openmetrics-text;version=1.0.0' });
    expect(open.headers.get('content-type')).toContain('version=1.0.0');
    expect(await open.text()).toMatch(/\n# EOF\n$/);
  });

  it('is compressed where the client takes it', async () => {
    const { Agent, request } = await import('undici');
    const answer = await request(`http://127.0.0.1:${pair.app.port}/metrics`, {
      headers: { 'accept-encoding': 'gzip' },
      dispatcher: new Agent(),
    });
    expect(answer.headers['content-encoding']).toBe('gzip');
    const text = gunzipSync(Buffer.from(await answer.body.arrayBuffer())).toString();
    expect(text).toBe(await (await pair.get('/metrics', { 'Accept-Encoding': 'identity' })).text());
  });

  it('shows the resources that are asked for', async () => {
    const families = async (query: string): Promise<string[]> => {
      const text = await (await pair.get(`/metrics?${query}`)).text();
      return [...new Set([...text.matchAll(/^# TYPE (kube_[a-z]+)/gm)].map((m) => m[1]!))];
    };
    expect(await families('')).toEqual(['kube_node', 'kube_pod']);
    expect(await families('resources=nodes')).toEqual(['kube_node']);
    expect(await families('resources=nodes,pods&exclude_resources=nodes')).toEqual(['kube_pod']);
    expect(await families('resources=unknown')).toEqual([]);
    expect(await families('resources=')).toEqual([]);
  });

  it('takes GET and HEAD and nothing else', async () => {
    const url = `http://127.0.0.1:${pair.app.port}/metrics`;
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('shows labels of every kind as the format wants them, and loses nothing else', async () => {
    const { cluster } = pair.simulator;
    const odd = 'quote " backslash \\ newline \n tab \t return \r é 漢 😀 \u{10FFFF}';
    cluster.put(cluster.of('pods'), {
      metadata: { name: 'odd', namespace: 'default', labels: { 'a/b-c': odd, ключ: 'v' } },
    });
    cluster.put(cluster.of('pods'), { metadata: { name: 'bare', namespace: 'default' } });
    cluster.put(cluster.of('pods'), somePod('plain'));
    await eventually(async () => expect(await pair.shownPods()).toEqual(pair.pods()));
    const text = await (await pair.get('/metrics?resources=pods')).text();
    const line = text.split('\n').find((l) => l.startsWith('kube_pod_labels{') && l.includes('pod="odd"'))!;
    expect(line).toContain('label_a_b_c="quote \\" backslash \\\\ newline \\n tab \t return \r é 漢 😀 \u{10FFFF}"');
    expect(line).toContain('label_____="v"');
  });
});

describe('other paths', () => {
  it.each([
    ['/healthz', 200, 'OK'],
    ['/livez', 200, 'OK'],
    ['/readyz', 404, '404 page not found\n'],
    ['/metrics/', 404, '404 page not found\n'],
    ['/nope', 404, '404 page not found\n'],
  ])('%s of the metrics port: %d', async (path, status, body) => {
    const answer = await pair.get(path);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  it('have a page that names them, on both ports', async () => {
    expect(await (await pair.get('/')).text()).toContain('<a href="metrics">');
    expect(await (await pair.telemetry('/')).text()).toContain('<a href="readyz?verbose">');
  });

  it('count themselves in the self-metrics', async () => {
    expect(await pair.self('http_request_duration_seconds_count{handler="metrics",method="get"}')).toBeGreaterThan(0);
    expect(await pair.self('kube_state_metrics_list_objects{resource="*v1.Node"}')).toBe(5);
    expect(await pair.self('kube_state_metrics_list_total{resource="*v1.Pod",result="success"}')).toBe(1);
    const text = await (await pair.telemetry('/metrics')).text();
    expect(text).toMatch(/^kube_state_metrics_event_loop_delay_max_seconds\{phase="sync"\}/m);
  });
});

/** A connection, and all that comes on it. */
function openRaw(port: number): { socket: Socket; text(): string; ended: Promise<void> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
  });
  return { socket, text: () => Buffer.concat(chunks).toString('latin1'), ended };
}
const GET = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
const statuses = (text: string): string[] => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((m) => m[1]!);

describe('a connection', () => {
  it('on which requests are sent ahead gets all answers, in order, one at a time', async () => {
    const { socket, text, ended } = openRaw(pair.app.port);
    const paths = Array.from({ length: 300 }, (_, i) => ['/metrics?resources=nodes', '/nope', '/healthz'][i % 3]!);
    socket.write(paths.map((path) => GET(path)).join('') + GET('/metrics', 'Connection: close\r\n'));
    await ended;
    expect(statuses(text())).toEqual([...paths.map((path) => (path === '/nope' ? '404' : '200')), '200']);
    expect(await pair.self('kube_state_metrics_scrapes_in_flight')).toBe(0);
    socket.destroy();
  });

  it('has one answer under way, however many are sent ahead, and others are served beside it', async () => {
    const { socket } = openRaw(pair.app.port);
    // Each answer is more than what sockets hold, and nobody reads.
    socket.pause();
    socket.write(GET('/metrics').repeat(1_500));
    await eventually(async () => expect(await pair.self('kube_state_metrics_scrapes_in_flight')).toBeGreaterThan(0));
    for (let i = 0; i < 5; i++) {
      expect(await pair.self('kube_state_metrics_scrapes_in_flight')).toBeLessThanOrEqual(1);
      expect((await pair.get('/metrics')).status).toBe(200);
    }
    socket.destroy();
    await eventually(async () => expect(await pair.self('kube_state_metrics_scrapes_in_flight')).toBe(0));
  });

  it.each(['/metrics', '/healthz'])('whose client sends no more gets its answer of %s, and is closed', async (path) => {
    const { socket, text, ended } = openRaw(pair.app.port);
    socket.end(GET(path));
    await ended;
    const [head = '', body = ''] = text().split('\r\n\r\n', 2);
    expect(statuses(head)).toEqual(['200']);
    expect(body.length).toBe(Number(/content-length: (\d+)/i.exec(head)?.[1] ?? body.length));
    expect(body.length).toBeGreaterThan(0);
  });
});

describe('too many scrapes', () => {
  it('are answered with 503 and when to come again; probes and self-metrics are not', async () => {
    const many = await startPair({ pods: 1_500 });
    const readers: Socket[] = [];
    try {
      await many.app.synced;
      for (let i = 0; i < 256; i++) {
        const { socket } = openRaw(many.app.port);
        socket.pause();
        socket.write(GET('/metrics'));
        readers.push(socket);
      }
      await eventually(async () => expect(await many.self('kube_state_metrics_scrapes_in_flight')).toBe(256));
      const refused = await many.get('/metrics');
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
      expect(refused.headers.get('content-encoding')).toBeNull();
      expect(await refused.text()).toBe('too many scrapes in progress\n');
      expect((await fetch(`http://127.0.0.1:${many.app.port}/metrics`, { method: 'HEAD' })).status).toBe(200);
      for (const path of ['/livez', '/healthz']) expect((await many.get(path)).status).toBe(200);
      expect((await many.telemetry('/readyz')).status).toBe(200);
      const busy = 'kube_state_metrics_scrapes_rejected_total{handler="metrics",reason="busy"}';
      expect(await many.self(busy)).toBe(1);
      // Nobody reads: they make room for others after a while.
      await eventually(async () => expect((await many.get('/metrics')).status).toBe(200), 15_000);
      expect(
        await many.self('kube_state_metrics_scrapes_rejected_total{handler="metrics",reason="slow"}'),
      ).toBeGreaterThan(0);
    } finally {
      for (const reader of readers) reader.destroy();
      await many.stop();
    }
  }, 60_000);

  it('at the same time are all answered where they are a few', async () => {
    const encodings = ['gzip', 'identity', 'gzip', 'gzip', 'identity', 'gzip', 'identity', 'gzip'];
    const answers = await Promise.all(
      encodings.map(async (encoding) => (await pair.get('/metrics', { 'Accept-Encoding': encoding })).text()),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]!.length).toBeGreaterThan(10_000);
  });
});

describe('the end', () => {
  /** A process that is told to end while a reader has not yet taken its answer. */
  async function ending(args: readonly string[]) {
    const one = await startPair({ pods: 1_500, args });
    await one.app.synced;
    const { socket, text, ended } = openRaw(one.app.port);
    socket.pause();
    socket.write(GET('/metrics'));
    await eventually(async () => expect(await one.self('kube_state_metrics_scrapes_in_flight')).toBe(1));
    let cut = (): void => {};
    const second = new Promise<void>((resolve) => {
      cut = resolve;
    });
    const stopped = one.app.stop(second);
    return { socket, text, ended, cut, stopped, simulator: one.simulator };
  }
  const isWhole = (text: string): boolean => {
    const at = text.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(text.slice(0, at))?.[1];
    return length !== undefined && text.length - at - 4 === Number(length);
  };

  it('waits for answers under way', async () => {
    const { socket, text, ended, stopped, simulator } = await ending([]);
    socket.resume();
    await ended;
    expect(isWhole(text())).toBe(true);
    socket.destroy();
    await stopped;
    await simulator.stop();
  }, 30_000);

  it('cuts them after --shutdown-timeout, and at once when it is told to', async () => {
    for (const [args, second] of [
      [['--shutdown-timeout=300ms'], false],
      [['--shutdown-timeout=10m'], true],
    ] as const) {
      const { socket, text, ended, cut, stopped, simulator } = await ending(args);
      if (second) cut();
      await stopped;
      socket.resume();
      await ended;
      expect(isWhole(text())).toBe(false);
      await simulator.stop();
    }
  }, 30_000);
});
