import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, has, type Stack, startStack } from '../support/process.ts';

const podFile = path.join(mkdtempSync(path.join(tmpdir(), 'ksm-e2e-')), 'pod.yaml');
const manifest = (cpu: string): string => `apiVersion: v1
kind: Pod
metadata: {name: hand-made, namespace: default, labels: {app: hand}}
spec: {containers: [{name: c, image: busybox, resources: {requests: {cpu: ${cpu}}}}]}
`;

describe.skipIf(!has('kubectl'))('kubectl against the simulator', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(['--pods', '40', '--nodes', '3', '--namespaces', '3'], ['--resources=pods,nodes']);
  });
  afterAll(() => stack.stop());

  const kubectl = (...args: string[]): string =>
    execFileSync('kubectl', ['--kubeconfig', stack.kubeconfig, ...args], { encoding: 'utf8' });
  const shown = async (pattern: RegExp): Promise<boolean> =>
    pattern.test(await (await fetch(`${stack.metrics}/metrics`)).text());

  it('lists as a table, and in YAML', () => {
    const lines = kubectl('get', 'pods', '-A').trim().split('\n');
    expect(lines[0]).toMatch(/^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE/);
    expect(lines.length).toBeGreaterThanOrEqual(41);
    expect(kubectl('get', 'nodes', '-o', 'yaml')).toContain('kubeletVersion');
    expect(kubectl('get', 'all', '-A', '-o', 'name')).toContain('\ndeployment.apps/');
  });

  it('creates, replaces and deletes, and the metrics follow', async () => {
    writeFileSync(podFile, manifest('100m'));
    kubectl('create', '-f', podFile);
    await eventually(async () => expect(await shown(/requests\{[^}]*pod="hand-made".*\} 0\.1\n/)).toBe(true));
    writeFileSync(podFile, manifest('200m'));
    kubectl('replace', '-f', podFile);
    await eventually(async () => expect(await shown(/requests\{[^}]*pod="hand-made".*\} 0\.2\n/)).toBe(true));
    kubectl('delete', 'pod', 'hand-made');
    await eventually(async () => expect(await shown(/pod="hand-made"/)).toBe(false));
  });

  it('watches', async () => {
    const watch = spawn('kubectl', [
      '--kubeconfig',
      stack.kubeconfig,
      'get',
      'pods',
      '-n',
      'default',
      '-w',
      '--no-headers',
    ]);
    let seen = '';
    watch.stdout.on('data', (chunk: Buffer) => (seen += chunk));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    writeFileSync(podFile, manifest('100m').replace('hand-made', 'watched'));
    kubectl('create', '-f', podFile);
    await eventually(() => expect(seen).toContain('watched'));
    watch.kill();
  });
});
