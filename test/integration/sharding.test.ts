import { connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exporter, eventually, someCluster, somePod, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function simulate(options: Parameters<typeof startSimulator>[0] = {}): Promise<Simulator> {
  const simulator = await startSimulator({ cluster: someCluster(), bookmarkMs: 100, ...options });
  opened.push(() => simulator.stop());
  return simulator;
}

async function synced(simulator: { url: string }, args: readonly string[]): Promise<Exporter> {
  const exporter = await startExporter(simulator, args);
  opened.push(() => exporter.app.stop());
  await exporter.app.synced;
  return exporter;
}

async function samples(exporter: Exporter): Promise<string[]> {
  const response = await exporter.get('/metrics');
  expect(response.status).toBe(200);
  return (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const fleetOf = (simulator: { url: string }, total: number, args: readonly string[]): Promise<Exporter[]> =>
  Promise.all(
    Array.from({ length: total }, (_, shard) =>
      synced(simulator, [`--shard=${shard}`, `--total-shards=${total}`, ...args]),
    ),
  );

describe.each(['jump', 'md5', 'range'])('shards by %s', (algorithm) => {
  it.each([1, 2, 3, 7])('are disjoint, and together what one process shows: %d', async (total) => {
    const simulator = await simulate();
    const some = '--resources=pods,nodes,namespaces,secrets,configmaps,services,replicasets';
    const [whole] = await fleetOf(simulator, 1, [some]);
    const shards = await fleetOf(simulator, total, [some, `--sharding-algorithm=${algorithm}`]);
    const union = (await Promise.all(shards.map(samples))).flat();
    expect(union.sort()).toEqual((await samples(whole!)).sort());
    // Changes find their shard as well.
    const { cluster } = simulator;
    for (let i = 0; i < 10; i++) cluster.put(cluster.of('pods'), somePod(`new-${i}`));
    await eventually(async () => {
      const lines = (await Promise.all(shards.map(samples))).flat();
      expect(lines.sort()).toEqual((await samples(whole!)).sort());
      expect(lines.filter((l) => l.startsWith('kube_pod_info{') && l.includes('pod="new-'))).toHaveLength(10);
    });
  });
});

it('shows which shard of how many it is, and how they are divided', async () => {
  const simulator = await simulate();
  const exporter = await synced(simulator, ['--shard=1', '--total-shards=3', '--sharding-algorithm=md5']);
  expect(await exporter.self('kube_state_metrics_shard_ordinal{shard_ordinal="1"}')).toBe(1);
  expect(await exporter.self('kube_state_metrics_total_shards')).toBe(3);
  expect(await exporter.self('kube_state_metrics_sharding_info{algorithm="md5"}')).toBe(1);
  expect(await exporter.self('kube_state_metrics_foreign_objects_total{resource="*v1.Pod"}')).toBeGreaterThan(50);
});

describe('sharding by the API server', () => {
  const range = ['--resources=pods,secrets', '--sharding-algorithm=range'];
  const foreign = 'kube_state_metrics_foreign_objects_total{resource="*v1.Pod"}';
  const filters = 'kube_state_metrics_server_side_sharding{resource="*v1.Pod"}';

  it('is not asked for with --server-side-sharding=false, and all is read here', async () => {
    const simulator = await simulate({ shardedListAndWatch: true });
    const [one] = await fleetOf(simulator, 2, [...range, '--server-side-sharding=false']);
    expect(simulator.requests.filter((r) => r.query.has('shardSelector'))).toEqual([]);
    expect(await one!.self(foreign)).toBeGreaterThan(0);
  });

  it.each([true, false])('sends nothing foreign, and says so (WatchList: %s)', async (watchList) => {
    const simulator = await simulate({ shardedListAndWatch: true, watchList });
    const shards = await fleetOf(simulator, 3, range);
    for (const shard of shards) {
      expect([await shard.self(foreign), await shard.self(filters)]).toEqual([0, 1]);
      // Asked for as a Table, whose metadata does not say it.
      expect(await shard.self('kube_state_metrics_server_side_sharding{resource="*v1.Secret"}')).toBe(1);
    }
    const asked = simulator.requests.filter((r) => /\/(pods|secrets)$/.test(r.path));
    expect(asked.filter((r) => !r.query.get('shardSelector')?.startsWith('shardRange('))).toEqual([]);
  });

  it.each([true, false])('is done here where the server ignores it (WatchList: %s)', async (watchList) => {
    const simulator = await simulate({ shardedListAndWatch: false, watchList });
    const [one] = await fleetOf(simulator, 1, ['--resources=pods,secrets']);
    const shards = await fleetOf(simulator, 3, range);
    for (const shard of shards) {
      expect(await shard.self(foreign)).toBeGreaterThan(0);
      expect(await shard.self(filters)).toBe(0);
    }
    expect((await Promise.all(shards.map(samples))).flat().sort()).toEqual((await samples(one!)).sort());
  });

  it('may be known to some servers of a control plane only', async () => {
    const cluster = someCluster();
    const servers = await Promise.all(
      [true, false].map((sharded) => simulate({ cluster, shardedListAndWatch: sharded })),
    );
    const balancer = await balance(servers);
    const [one] = await fleetOf(servers[1]!, 1, range);
    const shards = await fleetOf(balancer, 3, range);
    for (let i = 0; i < 4; i++) {
      for (const server of servers) server.disturb('end');
      cluster.put(cluster.of('pods'), somePod(`late-${i}`));
      await eventually(async () =>
        expect((await Promise.all(shards.map(samples))).flat().sort()).toEqual((await samples(one!)).sort()),
      );
    }
    expect((await Promise.all(shards.map((s) => s.self(foreign)))).reduce((a, b) => a + b)).toBeGreaterThan(0);
  });
});

/** Passes connections on to the servers in turn. */
async function balance(servers: readonly Simulator[]): Promise<{ url: string }> {
  let next = 0;
  const server: Server = createServer((client) => {
    const { port } = new URL(servers[next++ % servers.length]!.url);
    const onward = connect(Number(port), '127.0.0.1');
    client.pipe(onward).pipe(client);
    for (const socket of [client, onward])
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy();
          onward.destroy();
        });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}
