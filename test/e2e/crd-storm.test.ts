import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigText } from '../../src/simulator/kubeconfig.ts';
import { collectionOf, definition, putCustom, sizeConfig, type Versions } from '../support/definitions.ts';
import { type Cluster, put, startCluster } from '../support/fleet.ts';
import { type Exporter, eventually, startExporter } from '../support/process.ts';
import { startSimulator } from '../support/simulator.ts';

/**
 * Definitions of custom resources that come, change and go at random while the exporter is scraped all the time. KSM_STORM_SECONDS says
 * how long (20 by default), KSM_STORM_SEED repeats a run.
 */
const SECONDS = Number(process.env.KSM_STORM_SECONDS ?? 20);
const SEED = Number(process.env.KSM_STORM_SEED ?? Date.now() % 1_000_000);
const KINDS = 300;
const GROUP = 'storm.example.com';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const VERSIONS = ['v1alpha1', 'v1', 'v2'];
/** Definitions changed at a time, and the pause behind them. */
const AT_ONCE = 5;
const PAUSE_MS = 40;
/** By so much the heap may be larger behind the storm than before it: code that ran for the first time, and garbage. */
const HEAP_SLACK_BYTES = 24 * 1024 * 1024;

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-storm-'));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function configFile(name: string, config: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, config);
  return `--custom-resource-state-config-file=${file}`;
}

async function remove({ url }: Cluster, name: string): Promise<void> {
  await (await fetch(`${url}${DEFINITIONS}/${name}`, { method: 'DELETE' })).text();
}

async function watches({ url }: Cluster): Promise<Readonly<Record<string, number>>> {
  return (await (await fetch(`${url}/simulator/watches`)).json()) as Record<string, number>;
}

async function self({ telemetry }: Exporter, name: string): Promise<number> {
  const text = await (await fetch(`${telemetry}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** The least of some looks at the heap: garbage is collected while it is scraped. */
async function heapBytes(exporter: Exporter): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 20; look++) {
    await (await fetch(`${exporter.metrics}/metrics`)).arrayBuffer();
    least = Math.min(least, await self(exporter, 'nodejs_heap_size_used_bytes'));
    await pause(50);
  }
  return least;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Definitions that are changed at random, and the kinds that they serve. */
class Storm {
  readonly served = new Map<string, Versions>();
  changes = 0;
  private readonly cluster: Cluster;
  private state: number;

  constructor(cluster: Cluster, seed: number) {
    this.cluster = cluster;
    this.state = (seed % 2_147_483_646) + 1;
  }

  async step(): Promise<void> {
    const i = this.random(KINDS);
    const [plural, kind] = [`things${i}`, `Thing${i}`];
    this.changes++;
    if (this.random(4) === 0) {
      this.served.delete(plural);
      await remove(this.cluster, `${plural}.${GROUP}`);
      return;
    }
    const names = VERSIONS.filter((_, at) => at === 0 || this.random(2) === 0);
    const versions = Object.fromEntries(names.map((name) => [name, this.random(3) > 0]));
    this.served.set(plural, versions);
    await put(this.cluster, DEFINITIONS, definition(kind, plural, GROUP, versions));
    const version = names.find((name) => versions[name]);
    if (version === undefined) return;
    const object = { metadata: { name: 'one', namespace: 'default' }, spec: { size: this.changes } };
    await put(this.cluster, `/apis/${GROUP}/${version}/namespaces/default/${plural}`, object);
  }

  async end(): Promise<void> {
    for (const plural of this.served.keys()) await remove(this.cluster, `${plural}.${GROUP}`);
    this.served.clear();
  }

  /** The kinds that have to be watched, as the simulator names them. */
  expected(): readonly string[] {
    return [...this.served]
      .flatMap(([plural, versions]) =>
        Object.entries(versions).map(([name, served]) => (served ? `${plural}.${name}.${GROUP}` : '')),
      )
      .filter((name) => name !== '')
      .sort();
  }

  private random(below: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % below;
  }
}

/** Scrapes until it is stopped; each response has to show all pods and nodes. */
class Scraper {
  scrapes = 0;
  readonly dips: string[] = [];
  private running = true;
  private readonly loop: Promise<void>;

  constructor({ metrics }: Exporter, pods: number, nodes: number) {
    this.loop = (async () => {
      while (this.running) {
        const response = await fetch(`${metrics}/metrics`);
        const text = await response.text();
        const seen = `${response.status}: ${count(text, /^kube_pod_info\{/gm)} pods, ${count(text, /^kube_node_info\{/gm)} nodes`;
        if (seen !== `200: ${pods} pods, ${nodes} nodes`) this.dips.push(seen);
        this.scrapes++;
        await pause(20);
      }
    })();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }
}

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(200, ['--nodes=5']);
});
afterAll(() => cluster.stop());

describe('10,000 definitions of which one is configured', () => {
  it('are read in little time and memory', async () => {
    const simulator = await startSimulator({});
    // As long as the schemas of real ones: nothing of it is kept.
    const schema = { openAPIV3Schema: { type: 'object', description: 'x'.repeat(20_000) } };
    for (let i = 0; i < 10_000; i++) {
      const { spec, ...rest } = definition(`Kind${i}`, `kinds${i}`, 'many.example.com') as {
        spec: { versions: object[] };
      };
      const versions = spec.versions.map((version) => ({ ...version, schema }));
      simulator.cluster.put(simulator.cluster.of('customresourcedefinitions'), {
        ...rest,
        spec: { ...spec, versions },
      } as never);
    }
    putCustom(collectionOf(simulator.cluster, 'kinds7777', 'many.example.com'), simulator.cluster, 'one', 5);
    const flag = configFile('many.json', sizeConfig([['many.example.com', 'v1', 'Kind7777']]));
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigText(simulator.url, ''));
    const begin = performance.now();
    const exporter = await startExporter(kubeconfig, [flag, '--custom-resource-state-only']);
    try {
      const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
      expect(await (await fetch(`${exporter.metrics}/metrics`)).text()).toMatch(/^custom_size\{.*name="one".*\} 5$/m);
      expect(await self(exporter, 'kube_state_metrics_custom_resource_state_cache')).toBe(10_000);
      const heap = await heapBytes(exporter);
      expect(heap).toBeLessThan(80 * 2 ** 20);
      expect(simulator.openWatches()).toBe(2);
      const rss = await self(exporter, 'process_resident_memory_bytes');
      process.stdout.write(
        `10,000 definitions: started in ${seconds} s, heap ${heap >> 20} MiB, resident ${rss >> 20} MiB\n`,
      );
    } finally {
      await exporter.stop();
      await simulator.stop();
    }
  });
});

describe('a storm of definitions', () => {
  it(
    `of ${SECONDS} s, seed ${SEED}, costs built-in metrics nothing and leaves nothing behind`,
    async () => {
      const flag = configFile('storm.json', sizeConfig([[GROUP, '*', '*']]));
      const exporter = await startExporter(cluster.kubeconfig, [flag, '--resources=pods,nodes']);
      const storm = new Storm(cluster, SEED);
      const before = { heap: await heapBytes(exporter), watches: await watches(cluster) };
      const scraper = new Scraper(exporter, 200, 5);
      try {
        const end = Date.now() + SECONDS * 1_000;
        while (Date.now() < end) {
          for (let i = 0; i < AT_ONCE; i++) await storm.step();
          await pause(PAUSE_MS);
        }
        await eventually(async () => {
          const storms = Object.entries(await watches(cluster)).filter(([name]) => name.endsWith(GROUP));
          expect(storms.map(([name]) => name).sort()).toEqual(storm.expected());
          expect(storms.filter(([, watched]) => watched !== 1)).toEqual([]);
        }, 90_000);
        const during = { heap: await heapBytes(exporter), kinds: storm.expected().length };
        await storm.end();
        await eventually(async () => expect(await watches(cluster)).toEqual(before.watches), 60_000);
        await scraper.stop();
        expect(scraper.dips).toEqual([]);
        expect(scraper.scrapes).toBeGreaterThan(SECONDS);
        expect(storm.changes).toBeGreaterThan(SECONDS * 5);
        await eventually(async () => {
          expect(await heapBytes(exporter)).toBeLessThan(before.heap + HEAP_SLACK_BYTES);
        }, 60_000);
        expect(await self(exporter, 'kube_state_metrics_custom_resource_state_cache')).toBe(0);
        expect(await (await fetch(`${exporter.metrics}/metrics`)).text()).not.toContain('custom_size');
        const after = await heapBytes(exporter);
        const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
        process.stdout.write(
          `storm: seed ${SEED}, ${storm.changes} changes, ${during.kinds} kinds at the end, ${scraper.scrapes} scrapes; ` +
            `heap ${mib(before.heap)}, ${mib(during.heap)} and ${mib(after)} MiB before, during and after\n`,
        );
      } finally {
        await scraper.stop();
        await exporter.stop();
        await storm.end();
      }
    },
    (SECONDS + 240) * 1_000,
  );
});
