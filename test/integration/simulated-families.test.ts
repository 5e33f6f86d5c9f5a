import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import { Controllers } from '../../src/simulator/controllers/controllers.ts';
import { Generator } from '../../src/simulator/generate/cluster.ts';
import { systemClock } from '../../src/system/clock.ts';
import { type Exporter, startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

/** Families without a series in the simulated cluster, and why. */
const EMPTY: Readonly<Record<string, string>> = {
  kube_cronjob_schedule_invalid: 'the API server refuses such a schedule',
  kube_node_deletion_timestamp: 'the cluster has as many nodes as were asked for, and none of them goes',
  kube_job_failed: 'an alert goes by it: the scenario job-failed has it',
};
const families = resources.flatMap((resource) => resource.families);

describe('the simulated cluster', () => {
  let simulator: Simulator;
  let exporter: Exporter;
  beforeAll(async () => {
    const nowMs = Date.now();
    const generator = new Generator({ pods: 400, nodes: 12, namespaces: 6, seed: 1, nowMs, showcase: true });
    const cluster = generator.run();
    cluster.now = () => nowMs;
    const controllers = new Controllers(cluster, systemClock);
    controllers.settle();
    simulator = await startSimulator({ cluster, controllers });
    const names = resources.map(({ plural }) => plural).join(',');
    const all = ['--metric-labels-allowlist=*=[*]', '--metric-annotations-allowlist=*=[*]'];
    const optIn = families.filter((family) => family.optIn).map(({ name }) => name);
    exporter = await startExporter(simulator, [
      `--resources=${names}`,
      ...all,
      `--metric-opt-in-list=${optIn.join(',')}`,
    ]);
    await exporter.app.synced;
  });
  afterAll(async () => {
    await exporter.app.stop();
    await simulator.stop();
  });

  it('has series of every family', async () => {
    const text = await (await exporter.get('/metrics')).text();
    const declared = families.map(({ name }) => name);
    const shown = new Set([...text.matchAll(/^(\w+)\{/gm)].map((m) => m[1]!));
    expect(declared.length).toBeGreaterThan(200);
    expect(declared.filter((name) => !shown.has(name)).sort()).toEqual(Object.keys(EMPTY).sort());
  });
});
