import { expect, it } from 'vitest';
import { startApp } from '../../src/app/app.ts';
import type { Files } from '../../src/base/files.ts';
import { compileOptions } from '../../src/config/options.ts';
import { readWhole } from '../../src/model/transport.ts';
import { resources } from '../../src/resources/index.ts';
import { Churn } from '../../src/simulator/churn.ts';
import { Generator } from '../../src/simulator/generate/cluster.ts';
import { openSimulator } from '../../src/simulator/server.ts';
import { compression } from '../support/packing.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { SimulatedNetwork } from '../support/simulated-network.ts';

const START = Date.UTC(2030, 0, 1);
const noFiles: Files = {
  exists: () => false,
  readNow: (path) => {
    throw new Error(`no file ${path}`);
  },
  read: async (path) => {
    throw new Error(`no file ${path}`);
  },
  statNow: () => undefined,
  stat: async () => undefined,
  listNow: () => [],
};

/** Runs exporter, API server and scraper for some minutes of simulated time, in one thread; what happened, and was seen. */
async function live(seed: number) {
  const clock = new SimulatedClock(seed, START);
  const network = new SimulatedNetwork(clock);
  const generator = new Generator({ pods: 60, nodes: 3, namespaces: 2, seed, nowMs: START });
  const server = await clock.runUntil(openSimulator({ clock, network }, { cluster: generator.run(), port: 6443 }));
  const quiet = { info() {}, warn() {}, error() {}, debug() {} };
  const options = compileOptions(
    ['--apiserver=http://api:6443', '--resources=pods,nodes,leases', '--port=8080', '--telemetry-port=8081'],
    { resources },
  );
  const memory = { usedBytes: () => 0, limitBytes: Number.POSITIVE_INFINITY };
  const ports = { memory, clock, network, files: noFiles, compression, threads: undefined, env: {} };
  const app = await clock.runUntil(startApp({ options, resources, ports, log: quiet }));
  await clock.runUntil(app.synced);
  const churn = new Churn(generator, clock);
  churn.start(20);
  const scrapes: string[] = [];
  const scrape = async (): Promise<void> => {
    const client = network.connect();
    const { signal } = new AbortController();
    const response = await client.send({ url: 'http://exporter:8080/metrics', method: 'GET', headers: {}, signal });
    scrapes.push((await readWhole(response.body)).toString());
  };
  for (let i = 0; i < 10; i++) {
    await clock.runUntil(new Promise<void>((resolve) => clock.after(15_000, resolve)));
    if (i === 4) server.disturb('cut');
    await clock.runUntil(scrape());
  }
  churn.stop();
  const pods = [...server.cluster.of('pods').items.values()].map((o) => o.value.metadata.name).sort();
  await clock.runUntil(new Promise<void>((resolve) => clock.after(15_000, resolve)));
  await clock.runUntil(scrape());
  await clock.runUntil(app.stop());
  return { scrapes, pods, trace: network.trace, end: clock.now() };
}

const podsIn = (text: string): string[] =>
  [...text.matchAll(/^kube_pod_info\{[^}]*pod="([^"]*)"/gm)].map((m) => m[1]!).sort();

it('runs on simulated time, network and files, and shows what there is', async () => {
  const { scrapes, pods, end } = await live(1);
  expect(end).toBeGreaterThan(165_000);
  for (const text of scrapes) expect(podsIn(text)).toHaveLength(60);
  expect(podsIn(scrapes.at(-1)!)).toEqual(pods);
});

it('does the same for the same seed, and something else for another one', async () => {
  const [once, again, other] = [await live(7), await live(7), await live(8)];
  expect(again).toEqual(once);
  expect(other.trace).not.toEqual(once.trace);
});
