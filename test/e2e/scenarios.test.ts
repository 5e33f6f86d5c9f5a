import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioNames } from '../../src/simulator/scenario-names.ts';
import { scenarios } from '../../src/simulator/scenario-types.ts';
import { eventually, freePort, has, type Running, run, type Stack, startStack } from '../support/process.ts';

/** Conditions of the alerts of kubernetes-mixin, in short: those of workloads have a `for` that a rollout does not last. */
const ALERTS: Readonly<Record<string, string>> = {
  KubeNodeNotReady: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
  KubeNodeUnreachable: 'kube_node_spec_taint{key="node.kubernetes.io/unreachable",effect="NoSchedule"} == 1',
  KubeNodePressure: 'kube_node_status_condition{condition=~"(Memory|Disk|PID)Pressure",status="true"} == 1',
  KubePodCrashLooping: 'kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"} >= 1',
  KubePodNotReady: `sum by (namespace, pod) (
    max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown|Failed"}) * on (namespace, pod) group_left (owner_kind)
    topk by (namespace, pod) (1, max by (namespace, pod, owner_kind) (kube_pod_owner{owner_kind!="Job"}))) > 0`,
  KubeContainerWaiting:
    'sum by (namespace, pod) (kube_pod_container_status_waiting_reason{reason!="CrashLoopBackOff"} * on (namespace, pod) group_left () kube_pod_owner{owner_kind!="Job"}) > 0',
  KubeDeploymentReplicasMismatch: 'kube_deployment_spec_replicas > kube_deployment_status_replicas_available',
  KubeDeploymentRolloutStuck: 'kube_deployment_status_condition{condition="Progressing",status="false"} != 0',
  KubeStatefulSetReplicasMismatch: 'kube_statefulset_status_replicas_ready != kube_statefulset_replicas',
  KubeDaemonSetRolloutStuck: 'kube_daemonset_status_number_available != kube_daemonset_status_desired_number_scheduled',
  KubeJobFailed: 'kube_job_failed > 0',
  KubeJobNotCompleted:
    'time() - max by (namespace, job_name) (kube_job_status_start_time and kube_job_status_active > 0) > 43200',
  KubeHpaMaxedOut:
    '(kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas) and kube_horizontalpodautoscaler_spec_max_replicas != kube_horizontalpodautoscaler_spec_min_replicas',
  KubeQuotaFullyUsed: 'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) == 1',
  KubeQuotaExceeded: 'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) > 1',
  KubePdbNotEnoughHealthyPods:
    'kube_poddisruptionbudget_status_desired_healthy - kube_poddisruptionbudget_status_current_healthy > 0',
  KubePersistentVolumeErrors: 'kube_persistentvolume_status_phase{phase=~"Failed|Pending"} > 0',
};

/** Time for which a condition must hold: longer than a pod takes to start. */
const FOR = '8s';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-scenarios-'));

describe.skipIf(!has('prometheus'))('scenarios (skipped where there is no prometheus)', () => {
  let stack: Stack;
  let prometheus: Running;
  let url: string;
  let api: string;

  beforeAll(async () => {
    stack = await startStack(['--pods=300', '--nodes=8', '--namespaces=4', '--seed=3']);
    api = (JSON.parse(stack.simulator.output()) as { url: string }).url;
    const rules = Object.entries(ALERTS).map(([alert, expr]) => ({ alert, expr, for: FOR }));
    writeFileSync(path.join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'mixin', rules }] }));
    const config = path.join(folder, 'prometheus.yml');
    const target = new URL(stack.metrics).host;
    writeFileSync(
      config,
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ['${path.join(folder, 'rules.yaml')}']
scrape_configs: [{ job_name: kube-state-metrics, honor_labels: true, static_configs: [{ targets: ['${target}'] }] }]
`,
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = run('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    await eventually(async () => expect(await count('kube_pod_info')).toBeGreaterThan(200), 60_000);
  }, 120_000);

  afterAll(async () => {
    await prometheus.stop();
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  const json = async (address: string, init?: RequestInit): Promise<unknown> => (await fetch(address, init)).json();

  async function count(series: string): Promise<number> {
    const answer = (await json(`${url}/api/v1/query?query=count(${series})`)) as {
      data?: { result: { value: [number, string] }[] };
    };
    return Number(answer.data?.result[0]?.value[1] ?? 0);
  }

  /** Names of the alerts in a state. */
  async function alerts(state: string): Promise<string[]> {
    const answer = (await json(`${url}/api/v1/alerts`)) as {
      data: { alerts: { state: string; labels: { alertname: string } }[] };
    };
    const found = answer.data.alerts.filter((alert) => alert.state === state);
    return [...new Set(found.map(({ labels }) => labels.alertname))].sort();
  }

  it('are none in the steady state: no condition holds', async () => {
    // Pods that the generator left in trouble heal first.
    await eventually(
      async () => expect([...(await alerts('firing')), ...(await alerts('pending'))]).toEqual([]),
      60_000,
    );
  }, 90_000);

  it.each(scenarioNames.map((name) => [name, scenarios[name].alerts.join(', ')]))(
    '%s makes %s fire, and heals',
    async (name) => {
      const begun = await fetch(`${api}/simulator/scenarios`, { method: 'POST', body: JSON.stringify({ name }) });
      expect(await begun.json()).toEqual([name]);
      for (const alert of scenarios[name].alerts)
        await eventually(async () => expect(await alerts('firing')).toContain(alert), 60_000);
      expect(await json(`${api}/simulator/scenarios`, { method: 'DELETE' })).toEqual([]);
      // Nothing else is left of it, or the next scenario would be seen through this one.
      await eventually(
        async () => expect([...(await alerts('firing')), ...(await alerts('pending'))]).toEqual([]),
        150_000,
      );
    },
    240_000,
  );
});
