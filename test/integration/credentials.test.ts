import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startApp } from '../../src/app/app.ts';
import { compileOptions } from '../../src/config/options.ts';
import { resources } from '../../src/resources/index.ts';
import { eventually, quickTiming, somePod } from '../support/harness.ts';
import { clientCert, intermediateCert, rootCert, serverChain, serverKey } from '../support/pki.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

/** Kubeconfigs, tokens and CAs that change while the program runs. */

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function cluster(pod: string): Promise<Simulator> {
  const simulator = await startSimulator({
    tls: { key: serverKey, cert: serverChain },
    token: 'good',
    bookmarkMs: 100,
  });
  simulator.cluster.put(simulator.cluster.of('namespaces'), { metadata: { name: 'default' } });
  simulator.cluster.put(simulator.cluster.of('pods'), somePod(pod) as never);
  stops.push(() => simulator.stop());
  return simulator;
}

const text = (server: string, user: object = { token: 'good' }, ca = rootCert): string =>
  JSON.stringify({
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'u', user }],
  });

async function exporter(file: string) {
  const lines: string[] = [];
  const note = (_: object, line: string): void => void lines.push(line);
  const argv = ['--kubeconfig', file, '--resources=pods', '--port=0', '--telemetry-port=0'];
  const options = compileOptions([...argv, '--host=127.0.0.1', '--telemetry-host=127.0.0.1'], { resources });
  const log = { info: note, warn: note, error: note, debug: note };
  const app = await startApp({ options, resources, timing: quickTiming, log });
  stops.push(() => app.stop());
  const pods = async (): Promise<string[]> => {
    const body = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
    return [...body.matchAll(/^kube_pod_info\{[^}]*pod="([^"]*)"/gm)].map((m) => m[1]!).sort();
  };
  return { app, lines, pods };
}

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'ksm-credentials-'));

describe('a kubeconfig that changes', () => {
  it.each(['a rename', 'a link', 'a write'] as const)('leads to another cluster by %s', async (how) => {
    const [one, two] = [await cluster('one'), await cluster('two')];
    const dir = folder();
    const file = path.join(dir, 'config');
    // As the kubelet does for Secrets: a link to a folder, which is replaced.
    const put = (content: string, name: string): void => {
      if (how === 'a write') writeFileSync(file, content);
      else if (how === 'a rename') {
        writeFileSync(`${file}.new`, content);
        renameSync(`${file}.new`, file);
      } else {
        mkdirSync(path.join(dir, name));
        writeFileSync(path.join(dir, name, 'config'), content);
        symlinkSync(name, path.join(dir, '..data.new'));
        renameSync(path.join(dir, '..data.new'), path.join(dir, '..data'));
      }
    };
    put(text(one.url), 'v1');
    if (how === 'a link') symlinkSync('..data/config', file);
    const { pods } = await exporter(file);
    await eventually(async () => expect(await pods()).toEqual(['one']));
    put(text(two.url), 'v2');
    await eventually(async () => expect(await pods()).toEqual(['two']));
    expect(one.openWatches()).toBe(0);
  });

  it('stays as it was where the new contents cannot be used, which is said once', async () => {
    const one = await cluster('one');
    const file = path.join(folder(), 'config');
    writeFileSync(file, text(one.url));
    const { pods, lines } = await exporter(file);
    await eventually(async () => expect(await pods()).toEqual(['one']));
    const said = (): number => lines.filter((line) => line.includes('cannot be used; keeping the one before')).length;
    writeFileSync(file, text(one.url, { token: 'good', username: 'both' }));
    await eventually(() => expect(said()).toBe(1));
    one.cluster.put(one.cluster.of('pods'), somePod('more') as never);
    await eventually(async () => expect(await pods()).toEqual(['more', 'one']));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(said()).toBe(1);
    rmSync(file);
    await eventually(() => expect(said()).toBe(2));
  });

  it('brings a new token in time, without a new list', async () => {
    const one = await cluster('one');
    const file = path.join(folder(), 'config');
    writeFileSync(file, text(one.url));
    const { pods } = await exporter(file);
    await eventually(async () => expect(await pods()).toEqual(['one']));
    const lists = (): number => one.requests.filter((r) => JSON.stringify(r).includes('sendInitialEvents')).length;
    const before = lists();
    one.setToken('better');
    writeFileSync(file, text(one.url, { token: 'better' }));
    one.disturb('cut', 'pods');
    one.cluster.put(one.cluster.of('pods'), somePod('more') as never);
    await eventually(async () => expect(await pods()).toEqual(['more', 'one']));
    expect(lists()).toBe(before);
  });
});

it('takes a CA file that rotates, and keeps the CA while the file is half written', async () => {
  const server = createServer({ key: serverKey, cert: serverChain }, (_, response) =>
    response.writeHead(503, { connection: 'close' }).end(),
  );
  let handshakes = 0;
  server.on('secureConnection', () => handshakes++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const dir = folder();
  const [file, ca] = [path.join(dir, 'config'), path.join(dir, 'ca.crt')];
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const named = JSON.parse(text(url)) as { clusters: { cluster: object }[] };
  named.clusters[0]!.cluster = { server: url, 'certificate-authority': 'ca.crt' };
  writeFileSync(file, JSON.stringify(named));
  // Some certificate that has nothing to do with the server.
  writeFileSync(ca, clientCert);
  const { lines } = await exporter(file);
  await eventually(() => expect(lines.join('\n')).toContain('nothing could be read'));
  expect(handshakes).toBe(0);
  writeFileSync(ca, intermediateCert);
  await eventually(() => expect(handshakes).toBeGreaterThan(0));
  writeFileSync(ca, intermediateCert.slice(0, 50));
  const before = handshakes;
  await eventually(() => expect(handshakes).toBeGreaterThan(before + 1));
});
