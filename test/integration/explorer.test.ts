import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cardinality } from '../../src/explorer/cardinality.ts';
import { CardinalityCollector } from '../../src/explorer/collector.ts';
import type { ExplorerData } from '../../src/explorer/data.ts';
import { ExpositionReader } from '../../src/parsing/exposition-reader.ts';
import { type Pair, startPair } from '../support/harness.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair({ pods: 300 });
  await pair.app.synced;
});
afterAll(() => pair.stop());

const data = async (): Promise<ExplorerData> =>
  (await (await pair.telemetry('/explore/data.json')).json()) as ExplorerData;

it('/explore/data.json says of the running process what reading its exposition says', async () => {
  const text = await (await pair.get('/metrics')).text();
  const { cardinality, live } = await data();
  const collector = new CardinalityCollector();
  const reader = new ExpositionReader(collector);
  reader.push(Buffer.from(text));
  const resourceOf = (family: string): string => (family.startsWith('kube_pod') ? 'pods' : 'nodes');
  const expected = collector.cardinality({ resourceOf, packedBytesOf: () => 0 });
  // Only the store knows compressed sizes.
  const plain = ({ families }: Cardinality) => families.map((family) => ({ ...family, packedBytes: 0 }));
  expect(plain(cardinality)).toEqual(plain(expected));
  expect(cardinality.total).toMatchObject({ rawBytes: text.length, series: expected.total.series });
  expect(cardinality.sampled).toBe(1);
  expect(cardinality.namespaces).toEqual(expected.namespaces);
  expect(live!.scrapes).toMatchObject([{ bytes: expect.any(Number), gzip: true }]);
});

it('/explore/data.json has the state of each resource', async () => {
  const { live } = await data();
  expect(live!.resources.map(({ name, state, objects, mode }) => [name, state, objects, mode])).toEqual([
    ['nodes', 'synced', expect.any(Number), 'watchlist'],
    ['pods', 'synced', 300, 'watchlist'],
  ]);
  for (const { lastActivity, receivedBytes } of live!.resources) {
    expect(lastActivity).toBeGreaterThan(1.7e9);
    expect(receivedBytes).toBeGreaterThan(0);
  }
  expect(live!.shard).toEqual({ ordinal: 0, total: 1, algorithm: 'jump' });
  expect(live!.memory.residentBytes).toBeGreaterThan(1e6);
});

it('/explore/ is served with a policy that permits nothing from elsewhere', async () => {
  const redirect = await pair.telemetry('/explore');
  expect(redirect.url).toMatch(/\/explore\/$/);
  const missing = await pair.telemetry('/explore/../package.json');
  expect(missing.status).toBe(404);
  expect((await pair.telemetry('/explore/x.js')).status).toBe(404);
});
