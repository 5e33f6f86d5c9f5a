import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/objects.ts';
import { type Exporter, eventually, someCluster, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const NAMESPACE = 'default';

async function simulate(): Promise<Simulator> {
  const simulator = await startSimulator({ cluster: someCluster(), bookmarkMs: 100 });
  opened.push(() => simulator.stop());
  return simulator;
}

async function start(simulator: Simulator, args: readonly string[]): Promise<Exporter> {
  const exporter = await startExporter(simulator, ['--resources=pods,nodes,configmaps', ...args]);
  opened.push(() => exporter.app.stop(Promise.resolve()));
  return exporter;
}

/** Pods that an exporter shows; none when it has ended. */
async function pods(exporter: Exporter): Promise<string[]> {
  const text = await exporter.get('/metrics?resources=pods').then(
    (response) => (response.status === 200 ? response.text() : ''),
    () => '',
  );
  return [...text.matchAll(/^kube_pod_info\{[^}]*pod="([^"]*)"/gm)].map((m) => m[1]!).sort();
}

/** Scrapes over and over, once before it resolves, until `stop`, which gives all that was seen. */
async function watchPods(exporters: () => readonly Exporter[]): Promise<{ stop(): Promise<string[][]> }> {
  const scrape = async (): Promise<string[]> => (await Promise.all(exporters().map(pods))).flat();
  const seen = [await scrape()];
  let stopped = false;
  const loop = (async () => {
    while (!stopped) seen.push(await scrape());
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return seen;
    },
  };
}

const missing = (all: readonly string[], seen: readonly string[][]): string[][] =>
  seen.map((shown) => all.filter((pod) => !shown.includes(pod))).filter((gone) => gone.length > 0);

describe('shards of a StatefulSet', () => {
  function scale({ cluster }: Simulator, replicas: number, ordinals?: JsonObject, status?: JsonObject): void {
    cluster.put(cluster.of('statefulsets'), {
      metadata: { name: 'ksm', namespace: NAMESPACE },
      spec: { replicas, ...(ordinals && { ordinals }) },
      ...(status && { status }),
    });
  }

  /** The status that the controller writes when `readyReplicas` replicas are ready. */
  const ready = (readyReplicas: number): JsonObject => ({ observedGeneration: 9, replicas: 9, readyReplicas });

  async function openPod(simulator: Simulator, ordinal: number, args: readonly string[]): Promise<Exporter> {
    const { cluster } = simulator;
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'ksm', uid: 'x', controller: true }];
    cluster.put(cluster.of('pods'), { metadata: { name: `ksm-${ordinal}`, namespace: NAMESPACE, ownerReferences } });
    return start(simulator, [`--pod=ksm-${ordinal}`, `--pod-namespace=${NAMESPACE}`, ...args]);
  }

  async function startPod(simulator: Simulator, ordinal: number, args: readonly string[]): Promise<Exporter> {
    const exporter = await openPod(simulator, ordinal, args);
    const failed = exporter.app.failed.then((error) => {
      throw error;
    });
    await Promise.race([exporter.app.synced, failed]);
    return exporter;
  }

  const all = ({ cluster }: Simulator): string[] =>
    [...cluster.of('pods').items.values()].map((o) => o.value.metadata.name).sort();

  it.each(['jump', 'md5', 'range'])('follow it up and down without a gap, by %s', async (algorithm) => {
    const simulator = await simulate();
    for (let i = 0; i < 3; i++)
      simulator.cluster.put(simulator.cluster.of('pods'), { metadata: { name: `ksm-${i}`, namespace: NAMESPACE } });
    const args = ['--reshard-grace=400ms', '--handover-timeout=300ms', `--sharding-algorithm=${algorithm}`];
    scale(simulator, 2);
    const [a, b] = await Promise.all([startPod(simulator, 0, args), startPod(simulator, 1, args)]);
    const exporters = [a, b];
    const wanted = all(simulator);
    expect((await Promise.all(exporters.map(pods))).flat().sort()).toEqual(wanted);
    const scrapes = await watchPods(() => exporters);

    scale(simulator, 3);
    const c = await startPod(simulator, 2, args);
    exporters.push(c);
    await eventually(async () => {
      expect((await Promise.all(exporters.map(pods))).flat().sort()).toEqual(wanted);
      for (const exporter of exporters) expect(await exporter.self('kube_state_metrics_total_shards')).toBe(3);
    });

    scale(simulator, 2);
    await eventually(async () =>
      expect([...new Set((await Promise.all([pods(a), pods(b)])).flat())].sort()).toEqual(wanted),
    );
    expect((await pods(c)).length).toBeGreaterThan(0);
    exporters.pop();
    await eventually(async () => expect((await Promise.all(exporters.map(pods))).flat().sort()).toEqual(wanted));
    const seen = await scrapes.stop();
    expect(seen.length).toBeGreaterThan(3);
    expect(missing(wanted, seen)).toEqual([]);
  });

  it('keep what moved until the grace is over, and show what came in one step', async () => {
    const simulator = await simulate();
    scale(simulator, 1);
    const one = await startPod(simulator, 0, ['--reshard-grace=600ms']);
    const before = await pods(one);
    scale(simulator, 2);
    await eventually(async () => expect(await one.self('kube_state_metrics_total_shards')).toBe(2));
    const shown = performance.now();
    expect(await pods(one)).toEqual(before);
    await eventually(async () => expect((await pods(one)).length).toBeLessThan(before.length));
    expect(performance.now() - shown).toBeGreaterThan(400);
    const half = await pods(one);

    const scrapes = await watchPods(() => [one]);
    scale(simulator, 1);
    await eventually(async () => expect(await pods(one)).toEqual(before));
    const sizes = new Set((await scrapes.stop()).map((pods) => pods.length));
    expect([...sizes].sort((a, b) => a - b)).toEqual([half.length, before.length]);
  });

  it.each(['watch', 'get'])(
    'keep what moved until all replicas are ready, one after the other (%s)',
    async (by) => {
      const simulator = await simulate();
      if (by === 'get')
        for (const verb of ['list', 'watch', 'watchList'] as const)
          simulator.faults.add({ fault: { type: 'status', code: 403 }, resource: 'statefulsets', verb });
      for (let i = 0; i < 4; i++)
        simulator.cluster.put(simulator.cluster.of('pods'), { metadata: { name: `ksm-${i}`, namespace: NAMESPACE } });
      const args = ['--reshard-grace=300ms'];
      scale(simulator, 2, undefined, ready(2));
      const exporters = await Promise.all([0, 1].map((ordinal) => startPod(simulator, ordinal, args)));
      const [a] = exporters;
      const wanted = all(simulator);
      const before = await pods(a!);
      const scrapes = await watchPods(() => exporters);
      scale(simulator, 4, undefined, ready(2));
      await eventually(async () => expect(await a!.self('kube_state_metrics_total_shards')).toBe(4), 15_000);
      for (const ordinal of [2, 3]) {
        // Longer than the grace: it does not count yet.
        await new Promise((resolve) => setTimeout(resolve, 600));
        expect(await pods(a!)).toEqual(before);
        exporters.push(await startPod(simulator, ordinal, args));
        scale(simulator, 4, undefined, ready(ordinal + 1));
      }
      await eventually(
        async () => expect((await Promise.all(exporters.map(pods))).flat().sort()).toEqual(wanted),
        15_000,
      );
      expect((await pods(a!)).length).toBeLessThan(before.length);
      expect(missing(wanted, await scrapes.stop())).toEqual([]);
    },
    60_000,
  );

  it('are asked for again at start while the API server cannot say', async () => {
    const simulator = await simulate();
    scale(simulator, 1);
    for (const code of [401, 503])
      simulator.faults.add({ fault: { type: 'status', code }, resource: 'statefulsets', times: 1 });
    const exporter = await openPod(simulator, 0, []);
    expect((await exporter.get('/livez')).status).toBe(200);
    expect((await exporter.get('/metrics')).status).toBe(503);
    expect((await exporter.telemetry('/readyz')).status).toBe(503);
    await exporter.app.synced;
    expect(await pods(exporter)).toEqual(all(simulator));
    const lines = exporter.logs.filter(({ level }) => level === 'error');
    expect(lines.map(({ text }) => text)).toEqual(['the shard of this pod cannot be read; not ready']);
  }, 30_000);

  it('count from the first ordinal of the set', async () => {
    const simulator = await simulate();
    scale(simulator, 2, { start: 5 });
    const first = await startPod(simulator, 5, []);
    expect(await first.self('kube_state_metrics_shard_ordinal{shard_ordinal="0"}')).toBe(0);
    expect(await first.self('kube_state_metrics_total_shards')).toBe(2);
    await expect(startPod(simulator, 7, [])).rejects.toThrow('--pod ksm-7');
  });
});

describe('shards by Lease', () => {
  const lease = (pod: string, total: number): string[] => [
    '--shard-lease=fleet',
    `--total-shards=${total}`,
    `--pod-namespace=${NAMESPACE}`,
    `--pod=${pod}`,
    '--shard-lease-duration=3s',
  ];
  const serving = async (exporters: readonly Exporter[]): Promise<Exporter[]> => {
    const standing = await Promise.all(exporters.map((e) => e.self('kube_state_metrics_ready')));
    return exporters.filter((_, i) => standing[i] === 1);
  };
  const all = ({ cluster }: Simulator): string[] =>
    [...cluster.of('pods').items.values()].map((o) => o.value.metadata.name).sort();
  const shown = async (exporters: readonly Exporter[]): Promise<string[]> =>
    (await Promise.all(exporters.map(pods))).flat().sort();

  it('are served once each; who holds none stands by, with nothing to show', async () => {
    const simulator = await simulate();
    const fleet = await Promise.all(['a', 'b', 'c'].map((pod) => start(simulator, lease(pod, 2))));
    await eventually(async () => expect(await shown(fleet)).toEqual(all(simulator)));
    const holders = await serving(fleet);
    expect(holders).toHaveLength(2);
    const standby = fleet.find((e) => !holders.includes(e))!;
    for (const accept of ['text/plain', 'application/openmetrics-text']) {
      const scrape = await standby.get('/metrics', { accept });
      expect([scrape.status, await scrape.text()]).toEqual([200, accept === 'text/plain' ? '' : '# EOF\n']);
    }
    expect(await standby.self('kube_state_metrics_standby')).toBe(1);
    await eventually(async () => expect((await standby.telemetry('/readyz')).status).toBe(200));
    expect(await (await standby.telemetry('/readyz?verbose')).text()).toContain('standby');
    const names = [...simulator.cluster.of('leases').items.values()].map((o) => o.value.metadata.name);
    expect(names).toEqual(expect.arrayContaining(['fleet', 'fleet-0-of-2', 'fleet-1-of-2']));
  });

  it('are stood by for by replicas that are ready when they could take over, and never with --standby-unready', async () => {
    const simulator = await simulate();
    const holder = await start(simulator, lease('a', 1));
    await eventually(async () => expect(await serving([holder])).toHaveLength(1));
    // Its share comes late.
    simulator.faults.add({ fault: { type: 'delay', ms: 1_000 }, resource: 'pods', times: 1 });
    const standby = await start(simulator, lease('b', 1));
    const never = await start(simulator, [...lease('c', 1), '--standby-unready']);
    await eventually(async () => expect(await standby.self('kube_state_metrics_standby')).toBe(1));
    const early = await standby.telemetry('/readyz?verbose');
    expect([early.status, await early.text()]).toEqual([503, expect.stringContaining('has not been read yet')]);
    await eventually(async () => expect((await standby.telemetry('/readyz')).status).toBe(200));
    const scrape = await standby.get('/metrics', { accept: 'text/plain' });
    expect([scrape.status, scrape.headers.get('content-type'), await scrape.text()]).toEqual([
      200,
      expect.stringContaining('text/plain; version=0.0.4'),
      '',
    ]);
    await eventually(async () =>
      expect(await (await never.telemetry('/readyz?verbose')).text()).toMatch(
        /because of --standby-unready[\s\S]*not ready/,
      ),
    );
    expect((await never.telemetry('/readyz')).status).toBe(503);
  });

  it('are handed over when a replica ends, without a gap', async () => {
    const simulator = await simulate();
    const fleet = await Promise.all(['a', 'b', 'c'].map((pod) => start(simulator, lease(pod, 2))));
    const wanted = all(simulator);
    await eventually(async () => expect(await shown(fleet)).toEqual(wanted));
    const scrapes = await watchPods(() => fleet);
    const [ending] = await serving(fleet);
    await ending!.app.stop();
    fleet.splice(fleet.indexOf(ending!), 1);
    await eventually(async () => expect(await shown(fleet)).toEqual(wanted));
    expect(missing(wanted, await scrapes.stop())).toEqual([]);
  });

  it('end at once where there is nothing to hand over, also while the API server is away', async () => {
    const simulator = await simulate();
    const flags = (pod: string): string[] => [...lease(pod, 1), '--handover-timeout=1h'];
    const fleet = await Promise.all(['a', 'b'].map((pod) => start(simulator, flags(pod))));
    await eventually(async () => expect(await shown(fleet)).toEqual(all(simulator)));
    const [holder] = await serving(fleet);
    const standby = fleet.find((e) => e !== holder)!;
    await simulator.stop();
    await eventually(() => expect(standby.logs.map((l) => l.text).join()).toContain('cannot be followed'));
    await standby.app.stop();
    expect((await pods(holder!)).length).toBeGreaterThan(0);
  });

  it('are served by a fleet of another total as soon as that is complete, without a gap', async () => {
    const simulator = await simulate();
    const fleet = await Promise.all(['a', 'b'].map((pod) => start(simulator, lease(pod, 2))));
    const old = [...fleet];
    const wanted = all(simulator);
    await eventually(async () => expect(await shown(fleet)).toEqual(wanted));
    const scrapes = await watchPods(() => fleet);
    fleet.push(...(await Promise.all(['c', 'd'].map((pod) => start(simulator, lease(pod, 3))))));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await serving(fleet)).toEqual(old);
    fleet.push(await start(simulator, lease('e', 3)));
    await eventually(async () => expect(await serving(fleet)).toEqual(fleet.slice(2)));
    for (const exporter of old) await exporter.app.stop();
    fleet.splice(0, 2);
    expect(await shown(fleet)).toEqual(wanted);
    expect(missing(wanted, await scrapes.stop())).toEqual([]);
  });
});
