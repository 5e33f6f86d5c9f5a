import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pair, somePod, startPair } from './harness.ts';

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
    expect(await (await pair.get('/')).text()).toContain('<a href="/metrics">');
    expect(await (await pair.telemetry('/')).text()).toContain('<a href="/readyz?verbose">');
  });

  it('count themselves in the self-metrics', async () => {
    expect(await pair.self('http_request_duration_seconds_count{handler="metrics",method="get"}')).toBeGreaterThan(0);
    expect(await pair.self('kube_state_metrics_list_objects{resource="*v1.Node"}')).toBe(5);
    expect(await pair.self('kube_state_metrics_list_total{resource="*v1.Pod",result="success"}')).toBe(1);
    const text = await (await pair.telemetry('/metrics')).text();
    expect(text).toMatch(/^kube_state_metrics_event_loop_delay_max_seconds\{phase="sync"\}/m);
  });
});
