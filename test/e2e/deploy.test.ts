import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { serveCase } from '../support/compatibility/cluster.ts';
import { extractCases } from '../support/compatibility/extract.ts';
import { driveProbes, type Pod, startPod } from '../support/compatibility/pod.ts';
import { eventually, has, root } from '../support/process.ts';

/** The folders of `deploy`, run with exactly the arguments, probes and permissions that kustomize makes of them. */

const deploy = path.join(root, 'deploy');
const layouts = readdirSync(deploy).filter(
  (name) => existsSync(path.join(deploy, name, 'kustomization.yaml')) && name !== 'rbac' && name !== 'dashboards',
);
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  // All at once: a pod of a fleet waits for its successor.
  await Promise.all(stops.splice(1).map((stop) => stop()));
  await stops.pop()?.();
});

describe.skipIf(!has('kubectl')).each(layouts)('deploy/%s (skipped where there is no kubectl)', (layout) => {
  it('runs with its permissions, passes its probes, and shows each pod once', async () => {
    const text = execFileSync('kubectl', ['kustomize', path.join(deploy, layout)], { encoding: 'utf8' });
    const cases = extractCases(
      parseAllDocuments(text).map((document) => document.toJS()),
      layout,
    );
    expect(cases.length).toBeGreaterThan(0);
    const set = cases.find(({ workload }) => workload === 'StatefulSet') ?? cases[0]!;
    const simulator = await serveCase(set);
    stops.push(() => simulator.stop());
    const pods: Pod[] = [];
    for (const given of cases) {
      // The simulated cluster has three nodes.
      const count = given.workload === 'DaemonSet' ? 3 : given.replicas;
      for (let ordinal = 0; ordinal < count; ordinal++) {
        const pod = await startPod(given, { server: simulator.url, ordinal });
        stops.push(() => pod.stop('SIGKILL'));
        pods.push(pod);
      }
    }
    const all = cases.flatMap((given) =>
      Array.from({ length: given.workload === 'DaemonSet' ? 3 : given.replicas }, () => given),
    );
    await Promise.all(pods.map((pod, i) => driveProbes(all[i]!, pod)));
    const names = await eventually(async () => {
      const texts = await Promise.all(pods.map(async (pod) => (await pod.get(8080, '/metrics')).text));
      const found = texts.flatMap((t) =>
        [...t.matchAll(/^kube_pod_info\{namespace="[^"]+",pod="[^"]+"/gm)].map(String),
      );
      expect(found.length).toBe(simulator.cluster.of('pods').items.size);
      expect(texts.join('')).toContain('kube_node_info{');
      return found;
    }, 60_000);
    expect(new Set(names).size).toBe(names.length);
    for (const pod of pods) expect((await pod.get(8081, '/readyz?verbose')).text).not.toMatch(/\b403\b/);
  });
});
