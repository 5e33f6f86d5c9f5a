import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../test/support/simulator.ts';
import { TestClock } from '../../test/support/test-clock.ts';
import { Controllers } from './controllers/controllers.ts';
import { Generator } from './generate/cluster.ts';
import { type ApiObject, at } from './objects.ts';
import { scenarioNames } from './scenario-names.ts';
import { Scenarios } from './scenarios.ts';

const START_MS = Date.UTC(2026, 0, 1);

/** A generated cluster that has come to rest, on a clock of its own. */
function restingCluster() {
  const clock = new (class extends TestClock {
    override unixMs = (): number => START_MS + this.now();
  })();
  const generator = new Generator({ pods: 120, nodes: 6, namespaces: 3, seed: 3, nowMs: START_MS, showcase: true });
  const cluster = generator.run();
  cluster.now = () => clock.unixMs();
  const controllers = new Controllers(cluster, clock);
  controllers.settle();
  controllers.start();
  clock.pass(200_000);
  return { clock, cluster, controllers };
}

/** Statuses of everything that an alert could go by, without times and names. */
function health({ cluster }: ReturnType<typeof restingCluster>): unknown {
  const of = (plural: string, tell: (object: ApiObject) => unknown): unknown =>
    [...cluster.of(plural).items.values()]
      .map(({ value }) => `${value.metadata.name}: ${JSON.stringify(tell(value))}`)
      .sort();
  const conditions = (o: ApiObject): unknown =>
    ((at(o, 'status', 'conditions') ?? []) as { type: string; status: string }[])
      .map((c) => `${c.type}=${c.status}`)
      .sort();
  return {
    nodes: of('nodes', conditions),
    deployments: of('deployments', (o) => [at(o, 'status', 'readyReplicas'), conditions(o)]),
    statefulsets: of('statefulsets', (o) => at(o, 'status', 'readyReplicas')),
    daemonsets: of('daemonsets', (o) => at(o, 'status', 'numberReady')),
    quotas: of('resourcequotas', (o) => at(o, 'status')),
    budgets: of('poddisruptionbudgets', (o) => at(o, 'status', 'disruptionsAllowed')),
    volumes: of('persistentvolumes', (o) => at(o, 'status', 'phase')),
    autoscalers: of('horizontalpodautoscalers', (o) => at(o, 'status', 'desiredReplicas')),
    jobs: of('jobs', conditions),
  };
}

describe('scenarios', () => {
  it.each(scenarioNames)('%s changes the cluster, and nothing is left when it is cleared', (name) => {
    const stage = restingCluster();
    const before = health(stage);
    const scenarios = new Scenarios(stage);
    expect(scenarios.begin(name)).toBe(true);
    expect(scenarios.list()).toEqual([name]);
    stage.clock.pass(60_000);
    expect(health(stage)).not.toEqual(before);
    scenarios.clear();
    expect(scenarios.list()).toEqual([]);
    stage.clock.pass(200_000);
    expect(health(stage)).toEqual(before);
  });
});

describe('the requests for scenarios', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.stop());

  it.each([
    [{ name: 'meteor' }, 400, 'name: expected one of node-down'],
    [{}, 400, 'name: expected one of'],
    [{ name: 'node-down', when: 'now' }, 400, 'unknown field "when"'],
    [{ name: 'node-down' }, 409, 'scenarios need controllers'],
  ])('%j is refused with %d', async (body, code, message) => {
    const response = await fetch(`${simulator.url}/simulator/scenarios`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(code);
    expect(((await response.json()) as { message: string }).message).toContain(message);
  });
});
