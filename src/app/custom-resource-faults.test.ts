import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { CustomResourceFaults, LINES_IN_ALL, LINES_PER_METRIC } from './custom-resource-faults.ts';

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

it('bounds the lines of any faults, each of which names resource, metric and path, and counts them all', async () => {
  const name = fc.integer({ min: 0, max: 40 });
  const burst = fc.record({
    resource: name,
    metric: name,
    faults: fc.integer({ min: 1, max: 400 }),
    waitMs: fc.nat(30_000),
  });
  const metrics = new SelfMetrics({});
  const counted = async (): Promise<number> => {
    const values = (await metrics.text()).matchAll(/^kube_state_metrics_custom_resource_faults_total\{.*\} (\d+)$/gm);
    return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { maxLength: 12 }), async (bursts) => {
      const clock = new TestClock();
      const before = await counted();
      const lines: { minute: number; fields: Record<string, string> }[] = [];
      let minutes = 0;
      const write = (fields: object): void =>
        void lines.push({ minute: minutes, fields: fields as Record<string, string> });
      const log = { info: write, warn: write, error: write, debug: write };
      const faults = new CustomResourceFaults({ clock, metrics, log });
      let counter = 0;
      for (const { resource, metric, faults: count, waitMs } of bursts) {
        for (let i = 0; i < count; i++) {
          const path = `[spec,${counter++}]`;
          faults.report({ resource: `r${resource}`, metric: `m${metric}`, path, problem: 'p', object: 'o' });
        }
        clock.pass(waitMs);
        minutes += waitMs / 60_000;
      }
      const byMetric = new Map<string, number>();
      for (const { fields } of lines) {
        expect(Object.keys(fields)).toEqual(
          expect.arrayContaining(['resource', 'metric', 'path', 'object', 'problem']),
        );
        const key = `${fields.resource} ${fields.metric}`;
        byMetric.set(key, (byMetric.get(key) ?? 0) + 1);
      }
      // A period begins with its first line, so that less than one more than the minutes that pass have begun.
      const periods = Math.floor(minutes) + 1;
      expect(lines.length).toBeLessThanOrEqual(LINES_IN_ALL * periods);
      for (const count of byMetric.values()) expect(count).toBeLessThanOrEqual(LINES_PER_METRIC * periods);
      expect((await counted()) - before).toBe(counter);
    }),
    { numRuns: 30 },
  );
  metrics.stop();
});
