import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Cluster, type Replica, startCluster, startReplica, untilReady } from '../support/fleet.ts';
import { eventually, freePort, has, type Running, root, run } from '../support/process.ts';

/** A Prometheus that scrapes what a fleet says of itself every second, and goes by the alert rules of `deploy`. */
async function startPrometheus(replicas: readonly Replica[]): Promise<{ process: Running; url: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-prometheus-'));
  const config = path.join(folder, 'prometheus.yml');
  const targets = replicas.map(({ telemetry }) => `'${new URL(telemetry).host}'`).join(', ');
  writeFileSync(
    config,
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ['${path.join(root, 'deploy/rules/alerts.yaml')}']
scrape_configs:
  - job_name: kube-state-metrics
    static_configs: [{ targets: [${targets}] }]
`,
  );
  const port = await freePort();
  const process = run('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  return { process, url: `http://127.0.0.1:${port}` };
}

/** Names of the alerts whose condition holds, for however long. */
async function alerts(url: string): Promise<string[]> {
  const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
    data: { alerts: { labels: { alertname: string } }[] };
  };
  return [...new Set(data.alerts.map(({ labels }) => labels.alertname))].sort();
}

async function targetsUp(url: string): Promise<number> {
  const { data } = (await (await fetch(`${url}/api/v1/query?query=${encodeURIComponent('sum(up)')}`)).json()) as {
    data: { result: { value: [number, string] }[] };
  };
  return Number(data.result[0]?.value[1] ?? 0);
}

describe.skipIf(!has('prometheus'))('a fleet (skipped where there is no prometheus)', () => {
  let cluster: Cluster | undefined;
  afterAll(() => cluster?.stop());

  it.each([
    [
      'of two shards',
      [
        ['0', '2', 'jump'],
        ['1', '2', 'jump'],
      ],
      [],
    ],
    [
      'with two totals',
      [
        ['0', '2', 'jump'],
        ['1', '3', 'jump'],
      ],
      ['KubeStateMetricsShardingMismatch', 'KubeStateMetricsShardsMissing'],
    ],
    [
      'without one of its shards',
      [
        ['0', '3', 'jump'],
        ['2', '3', 'jump'],
      ],
      ['KubeStateMetricsShardsMissing'],
    ],
    [
      'of two algorithms',
      [
        ['0', '2', 'jump'],
        ['1', '2', 'range'],
      ],
      ['KubeStateMetricsAlgorithmMismatch'],
    ],
  ])('%s alerts to what is wrong with it, and to nothing else', async (_, members, wanted) => {
    cluster ??= await startCluster(50);
    const running = cluster;
    const replicas = await Promise.all(
      members.map(([shard, total, algorithm]) =>
        startReplica(running, `shard-${shard}`, [
          `--shard=${shard}`,
          `--total-shards=${total}`,
          `--sharding-algorithm=${algorithm}`,
        ]),
      ),
    );
    await Promise.all(replicas.map(untilReady));
    const prometheus = await startPrometheus(replicas);
    try {
      await eventually(async () => {
        expect(await targetsUp(prometheus.url)).toBe(members.length);
        expect(await alerts(prometheus.url)).toEqual(wanted);
      }, 30_000);
      // What does not hold from the first evaluations does not come later either.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await alerts(prometheus.url)).toEqual(wanted);
    } finally {
      await prometheus.process.stop();
      for (const replica of replicas) await replica.process.stop();
    }
  });
});
