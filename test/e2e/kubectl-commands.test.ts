import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { has, program, type Running, run } from '../support/process.ts';

/** A command, its exit code, and texts of its output in any order. They run one after the other: each finds the objects of those before. */
type Row = readonly [command: string, exitCode: number, ...texts: readonly (string | RegExp)[]];

const SECONDS = '--timeout=60s';

const rows: readonly Row[] = [
  ['version', 0, /Server Version: v1\.\d+/],
  ['get --raw /', 0, '/apis'],
  ['get nodes', 0, /^NAME +STATUS +ROLES +AGE +VERSION/, /node-0000 +Ready +control-plane/, /node-0003 +Ready +<none>/],
  ['get nodes -o wide', 0, 'INTERNAL-IP', 'CONTAINER-RUNTIME'],
  ['api-resources --api-group=apps', 0, 'deployments'],
  ['create ns demo', 0, 'namespace/demo created'],
  ['get ns demo', 0, /demo +Active/],
  ['create deployment web --image=nginx:1.27 --replicas=3 -n demo', 0, 'deployment.apps/web created'],
  [`rollout status deploy/web -n demo ${SECONDS}`, 0, 'successfully rolled out'],
  ['get deploy -n demo', 0, /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE/, /web +3\/3 +3 +3/],
  ['get rs -n demo', 0, /DESIRED +CURRENT +READY/, /web-\w+ +3 +3 +3/],
  ['get pods -n demo -o wide', 0, /web-\w+-\w+ +1\/1 +Running +0 +\w+ +10\.244\.\S+ +node-/],
  ['scale deploy/web --replicas=5 -n demo', 0, 'scaled'],
  [`wait deploy/web -n demo --for=jsonpath={.status.readyReplicas}=5 ${SECONDS}`, 0, 'condition met'],
  ['scale deploy/web --replicas=2 --current-replicas=7 -n demo', 1, 'Expected replicas to be 7'],
  ['apply -f HPA', 0, 'horizontalpodautoscaler.autoscaling/web created'],
  ['get hpa -n demo', 0, /REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS/, /Deployment\/web/],
  ['set image deploy/web nginx=nginx:does-not-exist -n demo', 0, 'image updated'],
  ['rollout status deploy/web -n demo --timeout=4s', 1, 'timed out'],
  ['get pods -n demo', 0, /ErrImagePull|ImagePullBackOff|ContainerCreating/, /Running/],
  ['rollout undo deploy/web -n demo', 0, 'rolled back'],
  [`rollout status deploy/web -n demo ${SECONDS}`, 0, 'successfully rolled out'],
  ['rollout history deploy/web -n demo', 0, 'REVISION', /^3 /m],
  ['rollout restart deploy/web -n demo', 0, 'restarted'],
  [`rollout status deploy/web -n demo ${SECONDS}`, 0, 'successfully rolled out'],
  ['rollout pause deploy/web -n demo', 0, 'paused'],
  ['rollout resume deploy/web -n demo', 0, 'resumed'],
  ['expose deploy/web --port=80 -n demo', 0, 'service/web exposed'],
  ['get svc -n demo', 0, /TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\)/, /web +ClusterIP +10\.96\.\S+ +<none> +80\/TCP/],
  ['describe deploy web -n demo', 0, 'ScalingReplicaSet', 'Scaled up replica set'],
  ['events -n demo', 0, 'Scheduled', 'Started container nginx'],
  ['get events -n demo', 0, /LAST SEEN +TYPE +REASON +OBJECT +MESSAGE/],
  ['delete pod -n demo -l app=web', 0, 'deleted'],
  [`rollout status deploy/web -n demo ${SECONDS}`, 0],
  ['create configmap settings --from-literal=a=b -n demo', 0, 'configmap/settings created'],
  ['create secret generic key --from-literal=a=b -n demo', 0, 'secret/key created'],
  ['get secret key -n demo -o jsonpath={.data.a}', 0, 'Yg=='],
  ['create serviceaccount robot -n demo', 0, 'serviceaccount/robot created'],
  ['create token robot -n demo', 0, 'simulated-'],
  ['create quota few --hard=pods=50,requests.cpu=10 -n demo', 0, 'resourcequota/few created'],
  ['create role reader --verb=get --resource=pods -n demo', 0, 'created'],
  ['create rolebinding reader --role=reader --user=jane -n demo', 0, 'created'],
  ['create ingress web --rule=example.com/*=web:80 -n demo', 0, 'created'],
  ['create pdb web --selector=app=web --min-available=1 -n demo', 0, 'created'],
  ['create job once --image=busybox -n demo -- echo hello', 0, 'job.batch/once created'],
  [`wait job/once -n demo --for=condition=complete ${SECONDS}`, 0, 'condition met'],
  ['get jobs -n demo', 0, /STATUS +COMPLETIONS +DURATION/, /once +Complete +1\/1/],
  ['create job never --image=busybox -n demo -- sh -c "exit 1"', 0, 'created'],
  ['create cronjob often --image=busybox --schedule=*/5_*_*_*_* -n demo -- date', 0, 'cronjob.batch/often created'],
  ['create job now --from=cronjob/often -n demo', 0, 'created'],
  [`wait job/now -n demo --for=condition=complete ${SECONDS}`, 0, 'condition met'],
  ['run one --image=nginx -n demo', 0, 'pod/one created'],
  [`wait pod/one -n demo --for=condition=ready ${SECONDS}`, 0, 'condition met'],
  ['label pod one tier=front -n demo', 0, 'labeled'],
  ['annotate pod one note=yes -n demo', 0, 'annotated'],
  ['patch deploy web -n demo -p {"spec":{"minReadySeconds":1}}', 0, 'patched'],
  ['logs one -n demo', 1, 'simulated pods write no logs'],
  ['exec one -n demo -- ls', 1, 'exec is not possible'],
  ['attach one -n demo', 1, 'attach is not possible'],
  ['port-forward one 0:80 -n demo', 1, 'port-forward is not possible'],
  ['debug one -n demo --image=busybox --profile=general', 1, 'no ephemeral containers'],
  ['get --raw /api/v1/namespaces/demo/pods/one/nonsense', 1, 'could not find the requested resource'],
  ['logs nobody -n demo', 1, 'pods "nobody" not found'],
  ['top pods', 1, 'Metrics API not available'],
  ['explain deployment.spec.strategy', 0, 'DeploymentStrategy', 'rollingUpdate'],
  ['explain pods.spec.containers.image', 0, 'FIELD: image <string>'],
  ['explain pod --recursive', 0, 'initContainers'],
  ['auth can-i create pods', 0, 'yes'],
  ['auth whoami', 0, 'simulated-admin'],
  ['apply --server-side -f FILE', 0, 'configmap/applied serverside-applied'],
  ['apply --server-side -f FILE', 0, 'configmap/applied serverside-applied'],
  ['diff -f FILE', 0],
  ['apply -f FILE', 0],
  ['get all -n demo', 0, 'deployment.apps/web', 'service/web', 'horizontalpodautoscaler.autoscaling/web'],
  ['get pdb,pvc,pv,sc,quota,ing,cronjob,ds,sts -A', 0, 'ALLOWED DISRUPTIONS', 'PROVISIONER'],
  ['delete pod one -n demo --force --grace-period=0', 0, 'force deleted'],
  ['cordon node-0003', 0, 'cordoned'],
  ['get node node-0003', 0, 'SchedulingDisabled'],
  [`drain node-0004 --ignore-daemonsets --delete-emptydir-data --force ${SECONDS}`, 0, 'node/node-0004 drained'],
  ['uncordon node-0004', 0, 'uncordoned'],
  ['taint node node-0004 a=b:NoSchedule', 0, 'tainted'],
  ['delete deploy web -n demo --cascade=orphan', 0, 'deleted'],
  ['get rs -n demo', 0, 'web-'],
  [`delete ns demo ${SECONDS}`, 0, 'namespace "demo" deleted'],
  ['get pods -n demo', 0, 'No resources found'],
];

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-kubectl-'));
const file = path.join(folder, 'applied.yaml');
const hpaFile = path.join(folder, 'hpa.yaml');
const hpa = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: demo}
spec: {minReplicas: 2, maxReplicas: 6, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
`;
const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: demo}\ndata: {a: "1"}\n';

describe.skipIf(!has('kubectl'))('commands of kubectl (skipped where there is no kubectl)', () => {
  let simulator: Running;
  let kubeconfig: string;
  beforeAll(async () => {
    writeFileSync(file, manifest);
    writeFileSync(hpaFile, hpa);
    simulator = run(program, ['simulate', '--ready-json', '--pods=60', '--nodes=6', '--namespaces=3']);
    await simulator.waitFor('\n');
    kubeconfig = (JSON.parse(simulator.output()) as { kubeconfig: string }).kubeconfig;
  });
  afterAll(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** Words in quotes are one argument; `_` in a schedule stands for a space. */
  const split = (command: string): string[] =>
    (command.match(/"[^"]*"(?=\s|$)|\S+/g) ?? []).map((word) =>
      word === 'FILE'
        ? file
        : word === 'HPA'
          ? hpaFile
          : word.startsWith('--schedule')
            ? word.replaceAll('_', ' ')
            : word.replace(/^"(.*)"$/, '$1'),
    );

  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, [command, exitCode, ...texts]) => {
    const words = split(command);
    const { status, stdout, stderr } = spawnSync('kubectl', [...words], {
      encoding: 'utf8',
      input: '',
      timeout: 90_000,
      env: { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: path.join(folder, 'cache') },
    });
    const output = stdout + stderr;
    expect(status, output).toBe(exitCode);
    for (const text of texts) expect(output).toMatch(text);
    expect(output).not.toContain('TypeError');
  });
});
