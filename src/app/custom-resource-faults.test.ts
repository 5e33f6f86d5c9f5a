import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { CustomResourceFaults } from './custom-resource-faults.ts';

it('counts all faults, logs each once a minute, and bounds the labels', async () => {
  const clock = new TestClock();
  const metrics = new SelfMetrics({});
  const logs: string[] = [];
  const at = (level: string) => (fields: object) => void logs.push(`${level} ${JSON.stringify(fields)}`);
  const log = { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') };
  const faults = new CustomResourceFaults({ clock, metrics, log });
  const fault = { resource: 'carts.a.b', metric: 'm', path: '[spec]', problem: 'p', object: 'n/x' };
  for (let i = 0; i < 3; i++) faults.report(fault);
  expect(logs).toEqual(['warn {"resource":"carts.a.b","metric":"m","path":"[spec]","object":"n/x","problem":"p"}']);
  clock.pass(60_000);
  faults.report(fault);
  expect(logs[1]).toContain('"repeated":2');
  faults.report({ ...fault, metric: 'quiet', verbosity: 4 });
  expect(logs[2]).toMatch(/^debug/);
  for (let i = 0; i < 1_100; i++) faults.report({ ...fault, metric: `m${i}` });
  const text = await metrics.text();
  const samples = text.match(/^kube_state_metrics_custom_resource_faults_total\{.*$/gm)!;
  expect(samples).toHaveLength(1_001);
  expect(samples).toContain('kube_state_metrics_custom_resource_faults_total{resource="carts.a.b",metric="m"} 4');
  expect(samples.at(-1)).toContain('{resource="other",metric="other"} 102');
  metrics.stop();
});
