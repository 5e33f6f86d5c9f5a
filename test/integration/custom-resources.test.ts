import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionOf, define, type Pattern, putCustom, sizeConfig, undefine } from '../support/definitions.ts';
import { type Exporter, eventually, someCluster, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

const GROUP = 'shop.example.com';

let simulator: Simulator;
let exporter: Exporter;

beforeEach(async () => {
  simulator = await startSimulator({ cluster: someCluster(30), bookmarkMs: 100 });
});
afterEach(async () => {
  await exporter.app.stop();
  await simulator.stop();
});

async function start(patterns: readonly Pattern[], args: readonly string[] = ['--resources=nodes']): Promise<void> {
  exporter = await startExporter(simulator, [`--custom-resource-state-config=${sizeConfig(patterns)}`, ...args]);
}

/** What custom metrics show, as `kind.version name=value`. */
async function shown(query = ''): Promise<readonly string[]> {
  const response = await exporter.get(`/metrics${query}`);
  expect(response.status).toBe(200);
  const line = /^custom_size\{.*customresource_kind="(.*?)",customresource_version="(.*?)",name="(.*?)"\} (.*)$/gm;
  return [...(await response.text()).matchAll(line)].map(
    ([, kind, version, name, value]) => `${kind}.${version} ${name}=${value}`,
  );
}

const becomes = (expected: readonly string[], query = ''): Promise<void> =>
  eventually(async () => expect(await shown(query)).toEqual(expected));

function addCarts(...names: readonly string[]): void {
  const { cluster } = simulator;
  define(cluster, 'Cart', 'carts', GROUP);
  for (const [i, name] of names.entries()) putCustom(collectionOf(cluster, 'carts', GROUP), cluster, name, i + 1);
}

describe('custom resources', () => {
  it('are part of the first sync', async () => {
    addCarts('a', 'b');
    await start([[GROUP, 'v1', 'Cart']]);
    await exporter.app.synced;
    expect(await shown()).toEqual(['Cart.v1 a=1', 'Cart.v1 b=2']);
    expect(await exporter.self('kube_state_metrics_custom_resource_state_cache')).toBe(1);
    expect(await exporter.self('kube_state_metrics_custom_resource_state_add_events_total')).toBe(1);
    expect(await exporter.self('kube_state_metrics_list_objects{resource="*unstructured.Unstructured"}')).toBe(2);
    expect(
      await exporter.self('kube_state_metrics_resource_state{resource="carts.v1.shop.example.com",state="synced"}'),
    ).toBe(1);
  });

  it('follow objects', async () => {
    addCarts('a');
    await start([[GROUP, 'v1', 'Cart']]);
    await exporter.app.synced;
    const { cluster } = simulator;
    const carts = collectionOf(cluster, 'carts', GROUP);
    putCustom(carts, cluster, 'b', 7);
    await becomes(['Cart.v1 a=1', 'Cart.v1 b=7']);
    cluster.delete(carts, 'default', 'a');
    await becomes(['Cart.v1 b=7']);
  });

  it('that are absent hold nothing back, are one line and a self-metric, and appear', async () => {
    await start([[GROUP, 'v1', 'Cart']]);
    await exporter.app.synced;
    const absent = `kube_state_metrics_custom_resource_absent{group="${GROUP}",version="v1",kind="Cart"}`;
    expect(await exporter.self(absent)).toBe(1);
    expect(exporter.logs.filter(({ fields }) => fields.kind === 'Cart')).toHaveLength(1);
    addCarts('a');
    await becomes(['Cart.v1 a=1']);
    expect(await exporter.self(absent)).toBe(0);
  });

  it('vanish with their definition, and return with it', async () => {
    addCarts('a');
    await start([[GROUP, 'v1', 'Cart']]);
    await exporter.app.synced;
    const watches = simulator.openWatches();
    undefine(simulator.cluster, 'carts', GROUP);
    await becomes([]);
    await eventually(() => expect(simulator.openWatches()).toBe(watches - 1));
    const text = await (await exporter.telemetry('/metrics')).text();
    expect(text).not.toContain('carts.v1');
    addCarts('b');
    await becomes(['Cart.v1 b=1']);
    expect(simulator.openWatches()).toBe(watches);
  });

  it('change their version without a gap', async () => {
    addCarts('a');
    await start([[GROUP, '*', 'Cart']]);
    await exporter.app.synced;
    define(simulator.cluster, 'Cart', 'carts', GROUP, { v1: false, v2: true });
    await eventually(async () => {
      const now = await shown();
      expect(now, 'neither version is shown').not.toEqual([]);
      if (now[0] !== 'Cart.v2 a=1') throw new Error(`still ${now}`);
    });
    await becomes(['Cart.v2 a=1']);
    define(simulator.cluster, 'Cart', 'carts', GROUP, { v1: true, v2: true });
    await becomes(['Cart.v1 a=1', 'Cart.v2 a=1']);
    define(simulator.cluster, 'Cart', 'carts', GROUP, { v1: true, v2: false });
    await becomes(['Cart.v1 a=1']);
  });

  it('are left alone by events about other kinds and by those that say nothing new', async () => {
    addCarts('a');
    await start([[GROUP, '*', '*']]);
    await exporter.app.synced;
    const lists = (): number => simulator.requests.filter(({ path }) => path.endsWith('/carts')).length;
    const before = lists();
    const { cluster } = simulator;
    define(cluster, 'Cart', 'carts', GROUP);
    define(cluster, 'Order', 'orders', GROUP);
    putCustom(collectionOf(cluster, 'orders', GROUP), cluster, 'o', 5);
    await becomes(['Cart.v1 a=1', 'Order.v1 o=5']);
    expect(lists()).toBe(before);
    undefine(cluster, 'orders', GROUP);
    await becomes(['Cart.v1 a=1']);
    expect(lists()).toBe(before);
  });

  it('that cannot be read hold up neither others nor themselves for good', async () => {
    addCarts('a');
    await start([[GROUP, '*', '*']]);
    await exporter.app.synced;
    const { cluster, faults } = simulator;
    faults.add({ resource: 'orders', fault: { type: 'status', code: 500 } });
    define(cluster, 'Order', 'orders', GROUP);
    putCustom(collectionOf(cluster, 'orders', GROUP), cluster, 'o', 5);
    await eventually(() => expect(simulator.requests.some(({ path }) => path.endsWith('/orders'))).toBe(true));
    define(cluster, 'Bill', 'bills', GROUP);
    putCustom(collectionOf(cluster, 'bills', GROUP), cluster, 'b', 9);
    await becomes(['Bill.v1 b=9', 'Cart.v1 a=1']);
    faults.clear();
    await becomes(['Bill.v1 b=9', 'Cart.v1 a=1', 'Order.v1 o=5']);
  });

  it.each([
    ['resources=carts.shop.example.com', ['Cart.v1 a=1']],
    ['resources=carts', ['Cart.v1 a=1']],
    ['resources=carts.v1.shop.example.com', ['Cart.v1 a=1']],
    ['resources=nodes', []],
    ['exclude_resources=nodes', ['Cart.v1 a=1', 'Node.v1 n=3']],
    ['exclude_resources=carts', ['Node.v1 n=3']],
    ['resources=nodes.shop.example.com', ['Node.v1 n=3']],
  ])('are selected by %s', async (query, expected) => {
    addCarts('a');
    const { cluster } = simulator;
    define(cluster, 'Node', 'nodes', GROUP);
    putCustom(collectionOf(cluster, 'nodes', GROUP), cluster, 'n', 3);
    await start([[GROUP, 'v1', '*']]);
    await exporter.app.synced;
    expect(await shown(`?${query}`)).toEqual(expected);
    const text = await (await exporter.get(`/metrics?${query}`)).text();
    expect(text.includes('kube_node_info{')).toBe(['resources=nodes', 'exclude_resources=carts'].includes(query));
  });

  it('are not held back for ever by definitions that cannot be read', async () => {
    addCarts('a');
    simulator.faults.add({ resource: 'customresourcedefinitions', fault: { type: 'status', code: 403 } });
    await start([[GROUP, 'v1', 'Cart']]);
    await exporter.app.synced;
    expect(await shown()).toEqual([]);
    expect(await (await exporter.telemetry('/readyz?verbose')).text()).toMatch(/refused .*customresourcedefinitions/);
    simulator.faults.clear();
    await becomes(['Cart.v1 a=1']);
  });

  it('alone are enough; without any in the cluster the answer is empty', async () => {
    await start([[GROUP, 'v1', 'Cart']], ['--custom-resource-state-only']);
    await exporter.app.synced;
    const response = await exporter.get('/metrics');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('are left out with a node, which says so', async () => {
    addCarts('a');
    await start([[GROUP, 'v1', 'Cart']], ['--node=node-1']);
    await exporter.app.synced;
    expect(await shown()).toEqual([]);
    expect(exporter.logs.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('custom resources are excluded'),
    );
  });

  it('are not asked for where none is configured', async () => {
    exporter = await startExporter(simulator, ['--resources=nodes']);
    await exporter.app.synced;
    expect(simulator.requests.some(({ path }) => path.includes('customresourcedefinitions'))).toBe(false);
  });
});

it('survives a storm of definitions: built-in metrics never dip and no watch leaks', async () => {
  addCarts('a');
  await start([[GROUP, '*', '*']]);
  await exporter.app.synced;
  const { cluster } = simulator;
  const watches = simulator.openWatches();
  const nodes = cluster.of('nodes').items.size;
  let scraping = true;
  const scrapes = (async () => {
    let count = 0;
    for (; scraping; count++) {
      const response = await exporter.get('/metrics');
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(text.match(/^kube_node_info\{/gm)).toHaveLength(nodes);
      expect(text).toContain('customresource_kind="Cart"');
    }
    return count;
  })();
  let seed = 11;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let step = 0; step < 300; step++) {
    const plural = `things${random(300)}`;
    const kind = plural.replace('t', 'T');
    if (random(3) === 0) undefine(cluster, plural, GROUP);
    else {
      const version = `v${random(3)}`;
      define(cluster, kind, plural, GROUP, { [version]: true, v9: random(2) === 0 });
      putCustom(collectionOf(cluster, plural, GROUP, version), cluster, 'x', step);
    }
    if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const expected = cluster.kinds
    .filter(({ group }) => group === GROUP)
    .flatMap(({ kind, version, plural }) =>
      [...collectionOf(cluster, plural, GROUP, version).items.values()].map(
        ({ value }) => `${kind}.${version} ${value.metadata.name}`,
      ),
    );
  await eventually(async () => {
    const now = (await shown()).map((line) => line.slice(0, line.indexOf('=')));
    expect([...now].sort()).toEqual([...expected].sort());
  }, 30_000);
  scraping = false;
  expect(await scrapes).toBeGreaterThan(3);
  for (const { plural } of cluster.kinds.filter(({ plural }) => plural.startsWith('things')))
    undefine(cluster, plural, GROUP);
  await becomes(['Cart.v1 a=1']);
  await eventually(() => expect(simulator.openWatches()).toBe(watches));
}, 90_000);
