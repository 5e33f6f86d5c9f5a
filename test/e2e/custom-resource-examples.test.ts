import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/objects.ts';
import { type Example, examples, objectsOf, pluralOf } from '../support/custom-resource-examples.ts';
import { collectionOf, define } from '../support/definitions.ts';
import { someCluster } from '../support/harness.ts';
import { eventually, loopbackPorts, program, run } from '../support/process.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

/** The configurations of `deploy/custom-resources`, served over HTTP by this program and by the reference. */

/** Path of the reference, `kube-state-metrics` itself; without it, this program alone is tested. */
const peer = process.env.KSM_PEER ?? '';

let simulator: Simulator;

beforeAll(async () => {
  const cluster = someCluster(1);
  const all = examples.flatMap(objectsOf);
  for (const { apiVersion, kind, metadata } of all) {
    const [group, version] = apiVersion.split('/') as [string, string];
    const scope = metadata.namespace === undefined ? 'Cluster' : 'Namespaced';
    if (!cluster.collection(group, version, pluralOf(kind)))
      define(cluster, kind, pluralOf(kind), group, { [version]: true }, scope);
  }
  for (const object of all) {
    const [group, version] = object.apiVersion.split('/') as [string, string];
    cluster.put(collectionOf(cluster, pluralOf(object.kind), group, version), object as unknown as JsonObject);
  }
  simulator = await startSimulator({ cluster });
});
afterAll(() => simulator.stop());

/** The samples that a program serves of an example, sorted. */
async function served(command: string, { config, expected }: Example): Promise<readonly string[]> {
  const { port, listen } = await loopbackPorts();
  const flags = ['--custom-resource-state-only', `--custom-resource-state-config-file=${config}`];
  const running = run(command, ['--apiserver', simulator.url, ...listen, ...flags]);
  try {
    return await eventually(async () => {
      const samples = samplesOf(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
      expect(samples.length, running.output()).toBeGreaterThanOrEqual(samplesOf(expected).length);
      return samples;
    }, 30_000);
  } finally {
    await running.stop('SIGKILL');
  }
}

/** The samples of an exposition, sorted. */
function samplesOf(text: string): readonly string[] {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return samples.sort();
}

describe.each(examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
  it('is served as expected', async () => {
    expect(await served(program, example)).toEqual(samplesOf(example.expected));
  }, 60_000);

  it.skipIf(peer === '')(
    `is served likewise by kube-state-metrics (KSM_PEER${peer === '' ? ' is not set' : ''})`,
    async () => {
      expect(await served(peer, example)).toEqual(samplesOf(example.expected));
    },
    60_000,
  );
});
