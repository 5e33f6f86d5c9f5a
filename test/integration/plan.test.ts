import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { plan } from '../../src/commands/plan.ts';
import type { ExplorerData } from '../../src/explorer/data.ts';
import { generateCluster } from '../../src/simulator/generate/cluster.ts';
import { startExporter } from '../support/harness.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ksm-plan-'));
  const size = { pods: 1_500, nodes: 30, namespaces: 20, seed: 3, nowMs: Date.now() };
  simulator = await startSimulator({ cluster: generateCluster(size) });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

async function run(...argv: readonly string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const program = { commands: [], print: (text: string) => void (out += text), width: 80 };
  const own = { stopSignal: () => Promise.resolve(), onReload: () => {} };
  const code = await plan.run([`--apiserver=${simulator.url}`, ...argv], { ...program, ...own });
  return { code, out };
}

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

interface Planned {
  readonly total: Readonly<Record<'series' | 'rawBytes' | 'packedBytes', number>>;
  readonly requests: number;
  readonly resources: readonly { name: string; objects?: number; note: string }[];
}

const flagSets = [
  [],
  ['--metric-profile=alerts', '--sparse-states'],
  ['--resources=pods,nodes,deployments', '--metric-labels-allowlist=pods=[*]', '--metric-drop-labels=pods=[uid]'],
  ['--namespaces-denylist=kube-system,team-0', '--resources=pods,services'],
  ['--resources=pods', '--namespaces=kube-system,team-1'],
  ['--resources=pods', '--object-label-selector=pods=app'],
  ['--resources=pods,nodes', '--object-limit=500'],
];

// A whole exporter for each set of flags.
describe('plan', { timeout: 120_000 }, () => {
  it.each(flagSets)('predicts within a tenth what a process serves (%s %s %s)', async (...flags) => {
    const { code, out } = await run('--output=json', ...flags);
    expect(code).toBe(0);
    const planned = JSON.parse(out) as Planned;
    const exporter = await startExporter(simulator, flags);
    try {
      await exporter.app.synced;
      await (await exporter.get('/metrics')).text();
      const data = (await (await exporter.telemetry('/explore/data.json')).json()) as ExplorerData;
      const { total } = data.cardinality;
      expect(total.series).toBeGreaterThan(100);
      for (const size of ['series', 'rawBytes', 'packedBytes'] as const) {
        expect(Math.abs(planned.total[size] / total[size] - 1), `${size} of ${total[size]}`).toBeLessThan(0.1);
      }
      for (const { name, objects } of data.live!.resources.filter(() =>
        flags.every((f) => !/limit|namespaces/.test(f)),
      )) {
        expect(planned.resources.find((each) => each.name === name)?.objects ?? 0, name).toBe(objects);
      }
    } finally {
      await exporter.app.stop();
    }
    expect(planned.requests).toBeLessThan(150);
  });

  it('prints tables, costs and advice', async () => {
    const { out } = await run('--rows=3', '--scrape-limit=1000000');
    expect(out).toMatch(/^RESOURCE +OBJECTS +SERIES +BYTES +COMPRESSED +READ\npods +1500 /);
    expect(out).toMatch(/^The process takes about \d+ MiB of memory \(request \d+Mi, limit \d+Mi\),$/m);
    expect(out).toContain('    --metric-profile=alerts\n');
    expect(out).toContain('    --metric-drop-labels=pods=[uid]\n');
    expect(out).toContain('scrape 32 parts');
  });

  it('writes Helm values with the given flags', async () => {
    const { out } = await run('--output=yaml', '--total-shards=2', '--metric-profile=alerts');
    expect(parse(out)).toEqual({
      autosharding: { enabled: true },
      replicas: 2,
      extraArgs: ['--metric-profile=alerts'],
      resources: {
        requests: { cpu: expect.stringMatching(/^\d+m$/), memory: expect.stringMatching(/^\d+Mi$/) },
        limits: { memory: expect.stringMatching(/^\d+Mi$/) },
      },
    });
  });

  it('exits with 1 where a budget is exceeded', async () => {
    const small = file('small.yaml', 'series: 10\nfamilies: {kube_pod_info: {series: 1500}}\n');
    const { code, out } = await run('--resources=pods', `--budget=${small}`);
    expect(code).toBe(1);
    expect(out).toMatch(/^over budget: total: series \d+ > 10\n/m);
    expect(out).not.toContain('family kube_pod_info');
    const large = file('large.yaml', 'series: 1e9\n');
    expect((await run('--resources=pods', `--budget=${large}`)).code).toBe(0);
    const wrong = run(`--budget=${file('wrong.yaml', 'metrics: 1')}`);
    await expect(wrong).rejects.toThrow('wrong.yaml: metrics: unknown limit');
  });

  it('says what files would save', async () => {
    const rules = file('rules.yaml', 'groups: [{rules: [{alert: A, expr: "kube_pod_info > 1"}]}]');
    const { out } = await run('--resources=pods', `--used-by=${rules}`);
    expect(out).toContain('    --metric-allowlist=^kube_pod_info$\n');
  });

  it('reads what it may', async () => {
    simulator.faults.add({ resource: 'deployments', fault: { type: 'status', code: 403 } });
    const { out } = await run('--resources=pods,deployments');
    expect(out).toMatch(/^deployments: GET \/apis\/apps\/v1\/deployments: 403/m);
    expect(out).toMatch(/^pods +1500/m);
  });
});
