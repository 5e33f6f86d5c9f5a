import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigText } from '../../src/simulator/kubeconfig.ts';
import { DefinitionStorm, STORM_GROUP, SteadyScraper } from '../support/definition-storm.ts';
import { collectionOf, definition, putCustom, sizeConfig } from '../support/definitions.ts';
import { type Cluster, startCluster } from '../support/fleet.ts';
import { type GarbageCollector, openGarbageCollector } from '../support/garbage.ts';
import { type Exporter, eventually, startExporter } from '../support/process.ts';
import { startSimulator } from '../support/simulator.ts';

/**
 * Definitions of custom resources that come, change and go at random while the exporter is scraped all the time. KSM_STORM_SECONDS says
 * how long (20 by default), KSM_STORM_SEED repeats a run.
 */
const SECONDS = Number(process.env.KSM_STORM_SECONDS ?? 20);
const SEED = Number(process.env.KSM_STORM_SEED ?? Date.now() % 1_000_000);
/** By so much the heap may be larger behind the storm than before it: code that ran for the first time, and caches with bounds. */
const HEAP_SLACK_BYTES = 12 * 1024 * 1024;

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-storm-'));

function configFile(name: string, config: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, config);
  return `--custom-resource-state-config-file=${file}`;
}

async function watches({ url }: Cluster): Promise<Readonly<Record<string, number>>> {
  return (await (await fetch(`${url}/simulator/watches`)).json()) as Record<string, number>;
}

async function self({ telemetry }: Exporter, name: string): Promise<number> {
  const text = await (await fetch(`${telemetry}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** Size of the heap without garbage. */
async function heapBytes(exporter: Exporter, garbage: GarbageCollector): Promise<number> {
  await garbage.collect();
  return self(exporter, 'nodejs_heap_size_used_bytes');
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
    const garbage = await openGarbageCollector();
    const exporter = await startExporter(kubeconfig, [flag, '--custom-resource-state-only'], garbage.env);
    try {
      const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
      expect(await (await fetch(`${exporter.metrics}/metrics`)).text()).toMatch(/^custom_size\{.*name="one".*\} 5$/m);
      expect(await self(exporter, 'kube_state_metrics_custom_resource_state_cache')).toBe(10_000);
      const heap = await heapBytes(exporter, garbage);
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
      const flag = configFile('storm.json', sizeConfig([[STORM_GROUP, '*', '*']]));
      const garbage = await openGarbageCollector();
      const exporter = await startExporter(cluster.kubeconfig, [flag, '--resources=pods,nodes'], garbage.env);
      const storm = new DefinitionStorm(cluster, SEED);
      const before = { heap: await heapBytes(exporter, garbage), watches: await watches(cluster) };
      const scraper = new SteadyScraper(exporter.metrics, 200, 5);
      try {
        await storm.run(SECONDS);
        await eventually(async () => {
          const storms = Object.entries(await watches(cluster)).filter(([name]) => name.endsWith(STORM_GROUP));
          expect(storms.map(([name]) => name).sort()).toEqual(storm.expected());
          expect(storms.filter(([, watched]) => watched !== 1)).toEqual([]);
        }, 90_000);
        const during = { heap: await heapBytes(exporter, garbage), kinds: storm.expected().length };
        await storm.end();
        await eventually(async () => expect(await watches(cluster)).toEqual(before.watches), 60_000);
        await scraper.stop();
        expect(scraper.dips).toEqual([]);
        expect(scraper.scrapes).toBeGreaterThan(SECONDS);
        expect(storm.changes).toBeGreaterThan(SECONDS * 5);
        await eventually(async () => {
          expect(await heapBytes(exporter, garbage)).toBeLessThan(before.heap + HEAP_SLACK_BYTES);
        }, 60_000);
        expect(await self(exporter, 'kube_state_metrics_custom_resource_state_cache')).toBe(0);
        // A kind goes with the next plan, soon after its watch.
        await eventually(async () =>
          expect(await (await fetch(`${exporter.metrics}/metrics`)).text()).not.toContain('custom_size'),
        );
        const after = await heapBytes(exporter, garbage);
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
