import { expect, it } from 'vitest';
import { startApp } from '../../src/app/app.ts';
import { compileOptions } from '../../src/config/options.ts';
import { createdFamily } from '../../src/families/metadata.ts';
import { family } from '../../src/model/family.ts';
import { resource } from '../../src/model/resource.ts';
import { int, msg, str } from '../../src/model/schema.ts';
import { Cluster } from '../../src/simulator/cluster.ts';
import { quickTiming } from '../support/harness.ts';
import { startSimulator } from '../support/simulator.ts';

/** The resource of docs/developing.md. */
const widgets = resource({
  plural: 'widgets',
  kind: 'Widget',
  group: 'shop.example.com',
  identityLabels: [
    ['namespace', 'namespace'],
    ['widget', 'name'],
  ],
  families: [
    createdFamily('kube_widget_created', 'a Widget'),
    family({
      name: 'kube_widget_status_replicas',
      help: 'Number of replicas of a Widget, by color.',
      labels: ['color'],
      reads: { spec: msg(2, { color: str(1) }), status: msg(3, { replicas: int(1) }) },
      render: ({ spec, status }, rows) => rows.label('color', spec.color).value(status.replicas),
    }),
  ],
});

it('needs nothing but its declaration', async () => {
  const cluster = new Cluster();
  cluster.addKind({
    group: 'shop.example.com',
    version: 'v1',
    plural: 'widgets',
    kind: 'Widget',
    namespaced: true,
    shortName: '',
    message: undefined,
  });
  const things = cluster.collection('shop.example.com', 'v1', 'widgets')!;
  const metadata = { name: 'w', namespace: 'n', creationTimestamp: '2024-03-01T00:00:00Z' };
  cluster.put(things, { metadata, spec: { color: 'red' }, status: { replicas: 3 } });
  const simulator = await startSimulator({ cluster });
  const argv = [
    '--apiserver',
    simulator.url,
    '--resources=widgets',
    '--host=127.0.0.1',
    '--telemetry-host=127.0.0.1',
    '--port=0',
    '--telemetry-port=0',
  ];
  const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  const app = await startApp({
    options: compileOptions(argv, { resources: [widgets] }),
    resources: [widgets],
    timing: quickTiming,
    log: silent,
  });
  await app.synced;
  expect(
    await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text(),
  ).toBe(`# HELP kube_widget_created [STABLE] Creation time of a Widget, as a Unix timestamp in seconds.
# TYPE kube_widget_created gauge
kube_widget_created{namespace="n",widget="w"} 1.7092512e+09
# HELP kube_widget_status_replicas Number of replicas of a Widget, by color.
# TYPE kube_widget_status_replicas gauge
kube_widget_status_replicas{namespace="n",widget="w",color="red"} 3
`);
  await app.stop();
  await simulator.stop();
});
