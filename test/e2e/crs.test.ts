import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definition, sizeConfig } from '../support/definitions.ts';
import { eventually, program, type Running, run, startExporter } from '../support/process.ts';

/** Custom resources as processes of a user see them: the preview of a cluster, and a cluster that refuses. */

const GROUP = 'shop.example.com';
let folder: string;
let simulator: Running;
let url: string;
let kubeconfig: string;
const config = (): string => path.join(folder, 'crs.yaml');

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ksm-crs-'));
  simulator = run(program, ['simulate', '--ready-json', '--pods=20', '--nodes=2']);
  await simulator.waitFor('\n');
  ({ url, kubeconfig } = JSON.parse(simulator.output()) as { url: string; kubeconfig: string });
  const entries = [
    [GROUP, '*', 'Cart'],
    [GROUP, 'v1', 'Order'],
    [GROUP, 'v1', 'Empty'],
    ['nowhere.example.com', 'v1', 'Ghost'],
  ] as const;
  writeFileSync(
    config(),
    sizeConfig(entries).replace(
      '"group":"shop.example.com","version":"v1","kind":"Order"},',
      '$&"selector":"size=big",',
    ),
  );
  for (const [kind, plural] of [
    ['Cart', 'carts'],
    ['Order', 'orders'],
    ['Empty', 'empties'],
  ] as const) {
    await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      ...definition(kind, plural, GROUP),
    });
  }
  for (let i = 0; i < 25; i++)
    await put('carts', 'Cart', `cart-${String(i).padStart(2, '0')}`, i < 22 ? { size: i } : { other: 1 });
  await put('orders', 'Order', 'small', { size: 1 });
  await put('orders', 'Order', 'big', { size: 9 }, { size: 'big' });
}, 60_000);

afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

async function create(at: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url + at, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBe(201);
}

const put = (plural: string, kind: string, name: string, spec: object, labels: object = {}): Promise<void> =>
  create(`/apis/${GROUP}/v1/namespaces/default/${plural}`, {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata: { name, namespace: 'default', labels },
    spec,
  });

const fault = (resource: string, code: number): Promise<unknown> =>
  fetch(`${url}/simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ resource, fault: { type: 'status', code } }),
  });
const clearFaults = (): Promise<unknown> => fetch(`${url}/simulator/faults`, { method: 'DELETE' });

/** Ends of a command: exit code, standard output without headers, standard error. */
function preview(...args: readonly string[]): Promise<{ code: number; lines: string[]; error: string }> {
  return new Promise((resolve) => {
    const all = ['crs', 'preview', '-f', config(), '-o', 'cluster', ...args];
    execFile(program, all, (failure, stdout, stderr) =>
      resolve({
        code: Number(failure?.code ?? 0),
        lines: stdout.split('\n').filter((line) => line !== '' && !/^# (HELP|TYPE)/.test(line)),
        error: stderr,
      }),
    );
  });
}

describe('crs preview of a cluster', () => {
  it('shows the first objects of each kind, and says which there are not', async () => {
    const { code, lines, error } = await preview('--kubeconfig', kubeconfig, '--limit=24');
    const samples = lines.filter((line) => !line.startsWith('#'));
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(samples.filter((line) => line.includes('kind="Cart"'))).toHaveLength(22);
    expect(samples.filter((line) => line.includes('kind="Order"'))).toEqual([
      expect.stringMatching(/^custom_size\{.*name="big"\} 9$/),
    ]);
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      '# custom_size: cart-22: path: [spec,size]: no "size" among "other" (likewise in 1 of 23 other objects)',
      '# nowhere.example.com/v1, kind Ghost: the cluster does not serve it',
      '# carts.v1.shop.example.com: the first 24 objects; see --limit',
      '# empties.v1.shop.example.com: no objects',
    ]);
  });

  it('reads the others where one kind is refused', async () => {
    await fault('orders', 403);
    const { code, lines } = await preview('--apiserver', url).finally(clearFaults);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('custom_size'))).toHaveLength(22);
    expect(lines.join('\n')).toMatch(/# orders\.v1\.shop\.example\.com: cannot be read: GET \/apis\/\S+\/orders: 403 /);
  });

  it('ends with an error where the kinds of the cluster may not be read, or there is no cluster', async () => {
    await fault('customresourcedefinitions', 403);
    const refused = await preview('--apiserver', url).finally(clearFaults);
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(
      /^Error: the kinds of the cluster cannot be read: GET \S*customresourcedefinitions: 403 .*\n$/,
    );
    const gone = await preview('--apiserver', 'http://127.0.0.1:9');
    expect([gone.code, gone.lines]).toEqual([1, []]);
    expect(gone.error).toMatch(/^Error: http:\/\/127\.0\.0\.1:9: .*ECONNREFUSED.*\n$/);
    const none = await preview('--kubeconfig', path.join(folder, 'none'));
    expect([none.code, none.error.split('\n').length]).toEqual([1, 2]);
  });
});

describe('a cluster whose definitions may not be read', () => {
  it('serves the other resources, names the permission, and recovers', async () => {
    await fault('customresourcedefinitions', 403);
    const flags = ['--resources=pods', `--custom-resource-state-config-file=${config()}`];
    const { exporter, metrics, telemetry, stop } = await startExporter(kubeconfig, flags);
    try {
      const text = async (at: string, from = metrics): Promise<string> => (await fetch(from + at)).text();
      expect(await text('/metrics')).toContain('kube_pod_info{');
      expect(await text('/metrics')).not.toContain('custom_size{');
      await exporter.waitFor(/CustomResourceDefinitions cannot be read.*customresourcedefinitions.*403/);
      expect(await text('/readyz?verbose', telemetry)).toMatch(/customresourcedefinitions.*403/);
      await clearFaults();
      await eventually(async () => expect(await text('/metrics')).toContain('custom_size{'), 60_000);
      await eventually(async () => expect(await text('/readyz?verbose', telemetry)).not.toContain('403'));
    } finally {
      await clearFaults();
      await stop();
    }
  }, 120_000);
});
