import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { eventually, freePort, root, run } from '../support/process.ts';
import { startSimulator } from '../support/simulator.ts';

/** Neither network traffic nor memory may contain the data of a Secret (docs/decisions/0020-no-secret-bytes.md). */
it('never lets the data of a Secret cross the wire, nor keeps it', async () => {
  const planted = 'pLaNtEd-sEcReT-4711';
  const simulator = await startSimulator();
  const { cluster } = simulator;
  cluster.put(cluster.of('namespaces'), { metadata: { name: 'default' } });
  const data = { password: Buffer.from(planted).toString('base64') };
  cluster.put(cluster.of('secrets'), { metadata: { name: 's', namespace: 'default' }, type: 'Opaque', data } as never);
  cluster.put(cluster.of('configmaps'), {
    metadata: { name: 'c', namespace: 'default' },
    data: { text: planted },
  } as never);

  // All bytes between exporter and API server, as a wire-tap sees them.
  const received: Buffer[] = [];
  const target = new URL(simulator.url);
  const tap = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    client.pipe(server);
    server.on('data', (chunk) => {
      received.push(chunk);
      client.write(chunk);
    });
    for (const socket of [client, server])
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy();
          server.destroy();
        });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => tap.listen(port, '127.0.0.1', resolve));

  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-heap-'));
  const [metrics, telemetry] = [await freePort(), await freePort()];
  const args = [
    `--apiserver=http://127.0.0.1:${port}`,
    '--resources=secrets,configmaps',
    '--host=127.0.0.1',
    `--port=${metrics}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${telemetry}`,
  ];
  const node = path.join(root, 'tools/node/pinned-node');
  const exporter = run(node, [
    '--heapsnapshot-signal=SIGUSR2',
    `--diagnostic-dir=${folder}`,
    path.join(root, 'src/main.ts'),
    ...args,
  ]);
  await exporter.waitFor('first sync complete');
  const shown = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  expect(shown).toContain('kube_secret_type{namespace="default",secret="s",type="Opaque"} 1');
  // A change comes through the watch.
  cluster.put(cluster.of('secrets'), { metadata: { name: 's2', namespace: 'default' }, type: 'x/y', data } as never);
  await eventually(async () =>
    expect(await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()).toContain('type="x/y"'),
  );

  exporter.child.kill('SIGUSR2');
  const snapshot = await eventually(() => {
    const [file] = readdirSync(folder).filter((f) => f.endsWith('.heapsnapshot'));
    const text = readFileSync(path.join(folder, file!), 'latin1');
    JSON.parse(text);
    return text;
  }, 30_000);
  const wire = Buffer.concat(received).toString('latin1');
  await exporter.stop();
  tap.close();
  await simulator.stop();

  expect(wire).toContain('"Opaque"');
  for (const text of [wire, snapshot]) {
    expect(text).not.toContain(planted);
    expect(text).not.toContain(data.password);
  }
});
