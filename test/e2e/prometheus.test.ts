import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, has, type Running, root, run, type Stack, startStack } from '../support/process.ts';

/** Scrapes that have to succeed one after the other. */
const SCRAPES = 15;

describe.skipIf(!has('prometheus') || !has('promtool'))('a real Prometheus', () => {
  let stack: Stack;
  let prometheus: Running;
  let url: string;
  beforeAll(async () => {
    stack = await startStack(['--pods', '400', '--nodes', '10', '--churn', '50']);
    const folder = mkdtempSync(path.join(tmpdir(), 'ksm-prometheus-'));
    const config = path.join(folder, 'prometheus.yml');
    const target = (job: string, base: string): string =>
      `  - job_name: ${job}\n    static_configs: [{targets: ['${base.replace('http://', '')}']}]\n`;
    const jobs = target('metrics', stack.metrics) + target('telemetry', stack.telemetry);
    writeFileSync(config, `global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n${jobs}`);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = run('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
  });
  afterAll(async () => {
    await prometheus.stop();
    await stack.stop();
  });

  const query = async (text: string): Promise<number[]> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(text)}`);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map((r) => Number(r.value[1]));
  };

  it('scrapes both ports without a failure, and has what the cluster has', async () => {
    await eventually(async () => expect(await query(`count_over_time(up[5m]) >= ${SCRAPES}`)).toHaveLength(2), 60_000);
    expect(await query('sum_over_time(up[5m]) == count_over_time(up[5m])')).toHaveLength(2);
    expect((await query('count(kube_pod_info)'))[0]).toBeGreaterThanOrEqual(390);
    expect(await query('count(kube_node_info)')).toEqual([10]);
  });

  it('finds nothing wrong with the metrics', async () => {
    for (const base of [stack.metrics, stack.telemetry]) {
      const text = await (await fetch(`${base}/metrics`)).text();
      expect(execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
    }
  });
});

describe.skipIf(!has('prometheus'))('the Prometheus job of docs/scrapes.md', () => {
  it('has one process as four targets, disjoint and together complete', async () => {
    const stack = await startStack(['--pods', '300', '--nodes', '10', '--controllers=false'], ['--scrape-parts=4']);
    const folder = mkdtempSync(path.join(tmpdir(), 'ksm-prometheus-'));
    const page = readFileSync(path.join(root, 'docs/scrapes.md'), 'utf8');
    const job = /```yaml\n(scrape_configs:[\s\S]*?)```/.exec(page)![1]!;
    const target = stack.metrics.replace('http://', '');
    const config = job
      .replaceAll('kube-state-metrics.monitoring.svc:8080', target)
      .replace('scrape_interval: 30s', 'scrape_interval: 1s\n    scrape_timeout: 1s');
    expect(config).toContain(target);
    writeFileSync(path.join(folder, 'prometheus.yml'), config);
    const port = await freePort();
    const prometheus = run('prometheus', [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    try {
      const query = async (text: string): Promise<number[]> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`);
        const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
        return data.result.map((r) => Number(r.value[1]));
      };
      await eventually(async () => expect(await query('up == 1')).toHaveLength(4), 60_000);
      await eventually(async () => expect(await query('count(kube_pod_info)')).toEqual([300]));
      expect(await query('count(count by (uid) (kube_pod_info))')).toEqual([300]);
      const shares = await query('count by (part) (kube_pod_info)');
      expect(shares).toHaveLength(4);
      for (const share of shares) expect(share).toBeGreaterThan(30);
    } finally {
      await prometheus.stop();
      await stack.stop();
    }
  });
});
