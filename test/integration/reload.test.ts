import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileOptions } from '../../src/config/options.ts';
import type { Options } from '../../src/model/options.ts';
import { resources } from '../../src/resources/index.ts';
import { type Exporter, eventually, someCluster, somePod, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

const optionsOf = ({ url }: Simulator, argv: readonly string[]): Options => {
  const listen = ['--host=127.0.0.1', '--telemetry-host=127.0.0.1', '--port=0', '--telemetry-port=0'];
  return compileOptions(['--apiserver', url, ...listen, ...argv], { resources });
};

/** Packing threads of this process; Linux only, elsewhere none. */
function packers(): number {
  const tasks = '/proc/self/task';
  if (!existsSync(tasks)) return 0;
  const names = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').trim());
  return names.filter((name) => name === 'packer').length;
}

/** Series without their values, sorted, with those that come twice. */
const seriesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')))
    .sort();

let simulator: Simulator;
let exporter: Exporter;

beforeEach(async () => {
  simulator = await startSimulator({ cluster: someCluster(60), bookmarkMs: 100 });
});
afterEach(async () => {
  await exporter?.app.stop();
  await simulator.stop();
});

/** What a process shows that was started with these arguments. */
async function fresh(argv: readonly string[]): Promise<string[]> {
  const other = await startExporter(simulator, argv);
  await other.app.synced;
  const text = await (await other.get('/metrics')).text();
  await other.app.stop();
  return seriesOf(text);
}

describe('a plan that is applied while the process runs', () => {
  const choices = [
    ['--resources=pods,nodes'],
    ['--resources=pods'],
    ['--resources=nodes,services,deployments'],
    ['--resources=pods,nodes', '--metric-denylist=kube_pod_container.*'],
    ['--resources=pods,nodes', '--metric-labels-allowlist=pods=[*]'],
    ['--resources=pods,nodes', '--namespaces=default,data-0'],
    ['--resources=pods,nodes', '--object-limit=10'],
    ['--resources=pods,nodes', '--scrape-parts=4'],
    ['--resources=pods,nodes', '--enable-gzip-encoding=false'],
  ] as const;

  it('leaves no series out, shows none twice and none of another plan, whatever the order of plans', async () => {
    const wanted = new Map<readonly string[], string[]>();
    for (const argv of choices) wanted.set(argv, await fresh(argv));
    exporter = await startExporter(simulator, choices[0]);
    await exporter.app.synced;
    let before: readonly string[] = choices[0];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...choices), { minLength: 1, maxLength: 4 }), async (plans) => {
        for (const argv of plans) {
          const applied = exporter.app.apply(optionsOf(simulator, argv));
          let done = false;
          void applied.then(() => (done = true));
          do {
            const response = await exporter.get('/metrics');
            expect(response.status).toBe(200);
            const seen = seriesOf(await response.text());
            expect(new Set(seen).size).toBe(seen.length);
            const all = [wanted.get(before)!, wanted.get(argv)!];
            expect(all.some((each) => each.length === seen.length && each.every((s, i) => s === seen[i]))).toBe(true);
          } while (!done);
          expect((await applied).failed.size).toBe(0);
          expect(seriesOf(await (await exporter.get('/metrics')).text())).toEqual(wanted.get(argv));
          before = argv;
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('leaks no watch, thread or slab', async () => {
    // Enough to pack for threads.
    await simulator.stop();
    simulator = await startSimulator({ cluster: someCluster(1_200), bookmarkMs: 100 });
    exporter = await startExporter(simulator, ['--resources=pods,nodes']);
    await exporter.app.synced;
    await eventually(() => expect(simulator.openWatches()).toBe(2));
    const slabs = 'kube_state_metrics_store_memory_bytes{part="segments"}';
    const slabBytes = async (): Promise<number> => {
      await (await exporter.get('/metrics')).text();
      return exporter.self(slabs);
    };
    const change = (...argv: string[]) => exporter.app.apply(optionsOf(simulator, argv));
    const cycle = async (): Promise<void> => {
      await change('--resources=pods,services', '--namespace-selector=!x');
      await change('--resources=pods,nodes', '--enable-gzip-encoding=false');
      await change('--resources=pods,nodes');
    };
    const [packersBefore, slabsBefore] = [packers(), await slabBytes()];
    if (existsSync('/proc/self/task')) expect(packersBefore).toBeGreaterThan(0);
    for (let i = 0; i < 5; i++) await cycle();
    await eventually(() => expect(simulator.openWatches()).toBe(2));
    await eventually(() => expect(packers()).toBe(packersBefore));
    expect(await slabBytes()).toBe(slabsBefore);
  }, 60_000);

  it('leaves alone what does not change, and says what takes a restart', async () => {
    exporter = await startExporter(simulator, ['--resources=pods,nodes']);
    await exporter.app.synced;
    const lists = 'kube_state_metrics_list_total{resource="*v1.Node",result="success"}';
    const before = await exporter.self(lists);
    const { diff, notApplied } = await exporter.app.apply(
      optionsOf(simulator, ['--resources=pods,nodes', '--metric-denylist=kube_pod_info', '--port=1']),
    );
    expect(diff.changed).toEqual(['/v1/pods']);
    expect(notApplied).toEqual(['listeners']);
    expect(await exporter.self(lists)).toBe(before);
  });

  it('keeps a resource as it was that cannot be read under the new plan, and reports it', async () => {
    exporter = await startExporter(simulator, ['--resources=pods,nodes']);
    await exporter.app.synced;
    const before = seriesOf(await (await exporter.get('/metrics')).text());
    simulator.faults.add({ fault: { type: 'status', code: 403 }, resource: 'pods' });
    const { failed } = await exporter.app.apply(
      optionsOf(simulator, ['--resources=pods,nodes', '--metric-denylist=kube_pod_info']),
    );
    expect([...failed.keys()]).toEqual(['/v1/pods']);
    expect(failed.get('/v1/pods')).toContain('403');
    expect(seriesOf(await (await exporter.get('/metrics')).text())).toEqual(before);
    simulator.faults.clear();
    const pod = somePod('later');
    simulator.cluster.put(simulator.cluster.of('pods'), pod);
    await eventually(async () => expect(await (await exporter.get('/metrics')).text()).toContain('pod="later"'));
  });

  it('changes nothing where a pattern is bad', async () => {
    exporter = await startExporter(simulator, ['--resources=pods,nodes']);
    await exporter.app.synced;
    const before = seriesOf(await (await exporter.get('/metrics')).text());
    const bad = { ...optionsOf(simulator, ['--resources=nodes']), metricDenylist: [/^(_?[a-z]+)+$(?<never>x)/] };
    await expect(exporter.app.apply(bad)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(seriesOf(await (await exporter.get('/metrics')).text())).toEqual(before);
  });
});
