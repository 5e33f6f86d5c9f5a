import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { certificates, hasOpenssl } from '../support/certificates.ts';
import { type Exporter, eventually, quickTiming, someCluster, somePod, startExporter } from '../support/harness.ts';
import { startHole } from '../support/hole.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../support/simulator.ts';

const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

type Protocol = 'HTTP/1.1' | 'HTTP/1.1 over TLS' | 'HTTP/2';

async function simulate(protocol: Protocol, options: SimulatorOptions = {}): Promise<Simulator> {
  const tls = protocol !== 'HTTP/1.1' && { tls: { ...certificates().server, http2: protocol === 'HTTP/2' } };
  const simulator = await startSimulator({ cluster: someCluster(), bookmarkMs: 100, ...tls, ...options });
  opened.push(() => simulator.stop());
  return simulator;
}

function kubeconfig(server: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'ksm-protocols-')), 'kubeconfig');
  const ca = Buffer.from(certificates().intermediate).toString('base64');
  const text = {
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(file, JSON.stringify(text));
  return file;
}

async function follow(url: string, args: readonly string[] = [], timing = quickTiming): Promise<Exporter> {
  const tls = url.startsWith('https:') ? [`--kubeconfig=${kubeconfig(url)}`] : [];
  const exporter = await startExporter({ url }, ['--resources=pods,nodes', ...tls, ...args], timing);
  opened.push(() => exporter.app.stop());
  await exporter.app.synced;
  return exporter;
}

async function shown(exporter: Exporter): Promise<string[]> {
  const text = await (await exporter.get('/metrics?resources=pods')).text();
  return [...text.matchAll(/^kube_pod_info\{[^}]*pod="([^"]*)"/gm)].map((m) => m[1]!).sort();
}

const podsOf = ({ cluster }: Simulator): string[] =>
  [...cluster.of('pods').items.values()].map((o) => o.value.metadata.name).sort();

const protocols: readonly Protocol[] = hasOpenssl ? ['HTTP/1.1', 'HTTP/1.1 over TLS', 'HTTP/2'] : ['HTTP/1.1'];

describe.each(protocols)('by %s', (protocol) => {
  it.each([
    ['WatchList', {}],
    ['pages', { watchList: false }],
  ])('shows what there is, and what changes, by %s', async (_, options) => {
    const simulator = await simulate(protocol, options);
    const exporter = await follow(simulator.url);
    expect(await shown(exporter)).toEqual(podsOf(simulator));
    const { cluster } = simulator;
    for (let i = 0; i < 50; i++) cluster.put(cluster.of('pods'), somePod(`new-${i}`));
    await eventually(async () => expect(await shown(exporter)).toEqual(podsOf(simulator)));
  });

  it('shows every pod once by shards', async () => {
    const simulator = await simulate(protocol);
    const shards = await Promise.all([0, 1, 2].map((i) => follow(simulator.url, [`--shard=${i}`, '--total-shards=3'])));
    const { cluster } = simulator;
    for (let i = 0; i < 20; i++) cluster.put(cluster.of('pods'), somePod(`new-${i}`));
    await eventually(async () =>
      expect((await Promise.all(shards.map(shown))).flat().sort()).toEqual(podsOf(simulator)),
    );
  });

  it.each([
    ['watches end', (simulator: Simulator) => simulator.disturb('end')],
    ['watches are cut', (simulator: Simulator) => simulator.disturb('cut')],
    ['watches fall silent', (simulator: Simulator) => simulator.disturb('silence')],
    ['versions are compacted', (simulator: Simulator) => simulator.compact()],
  ])('is right again after %s', async (_, disturb) => {
    const simulator = await simulate(protocol);
    const exporter = await follow(simulator.url);
    disturb(simulator);
    const { cluster } = simulator;
    cluster.put(cluster.of('pods'), somePod('afterwards'));
    const { name, namespace } = [...cluster.of('pods').items.values()][0]!.value.metadata;
    cluster.delete(cluster.of('pods'), namespace ?? '', name);
    await eventually(async () => expect(await shown(exporter)).toEqual(podsOf(simulator)));
  });
});

describe.skipIf(!hasOpenssl).each(['HTTP/1.1 over TLS', 'HTTP/2'] as const)('dead connections by %s', (protocol) => {
  it('are found while new ones work', async () => {
    vi.stubEnv('HTTP2_READ_IDLE_TIMEOUT_SECONDS', '2');
    vi.stubEnv('HTTP2_PING_TIMEOUT_SECONDS', '1');
    // Only HTTP/1.1 goes by the bookmarks.
    const simulator = await simulate(protocol, { bookmarkMs: protocol === 'HTTP/2' ? 3_600_000 : 1_000 });
    const hole = await startHole(Number(new URL(simulator.url).port));
    opened.push(() => hole.stop());
    const timing = { ...quickTiming, listSilenceMs: 60_000, watchSilenceMs: 660_000 };
    const exporter = await follow(`https://127.0.0.1:${hole.port}`, [], timing);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    // All requests share one connection, or each watch has its own.
    expect(hole.swallow()).toBe(protocol === 'HTTP/2' ? 1 : 2);
    simulator.cluster.put(simulator.cluster.of('pods'), somePod('afterwards'));
    await eventually(async () => expect(await shown(exporter)).toEqual(podsOf(simulator)), 15_000);
    const detail =
      protocol === 'HTTP/2' ? 'no answer to an HTTP/2 PING within 1 s' : 'no complete object arrived for 5 s';
    expect(exporter.logs.some(({ fields }) => String(fields.detail).includes(detail))).toBe(true);
  }, 30_000);
});
