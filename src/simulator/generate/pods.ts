import type { JsonObject } from '../objects.ts';
import type { Random } from './random.ts';

/** A pod to generate, and what it belongs to. */
export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly image: string;
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string; readonly apiVersion: string };
  readonly node: string;
  readonly nodeIp: string;
  readonly ip: string;
  readonly created: string;
  readonly containers: number;
  readonly hasInit: boolean;
  readonly claim: string | undefined;
  readonly phase: 'Running' | 'Pending' | 'Succeeded' | 'Failed';
  readonly trouble: 'CrashLoopBackOff' | 'OOMKilled' | undefined;
  readonly labels?: { readonly [key: string]: string };
}

/** A pod of several KB, as kubelets and controllers leave them in the API. */
export function makePod(plan: PodPlan, random: Random): JsonObject {
  const names = Array.from({ length: plan.containers }, (_, i) => (i === 0 ? plan.app : `sidecar-${i}`));
  const labels = {
    app: plan.app,
    'app.kubernetes.io/name': plan.app,
    'app.kubernetes.io/instance': `${plan.app}-${plan.namespace}`,
    'pod-template-hash': hashOf(plan, random.suffix(10)),
    ...plan.labels,
    team: plan.namespace.split('-')[0]!,
  };
  return {
    metadata: {
      name: plan.name,
      generateName: `${plan.owner.name}-`,
      namespace: plan.namespace,
      uid: random.uid(),
      creationTimestamp: plan.created,
      labels,
      annotations: {
        'kubernetes.io/config.seen': plan.created,
        'prometheus.io/scrape': 'true',
        'checksum/config': random.hex(64),
        'kubectl.kubernetes.io/restartedAt': plan.created,
      },
      ownerReferences: [{ ...plan.owner, controller: true, blockOwnerDeletion: true }],
      managedFields: managedFields(names, plan.created),
    },
    spec: specOf(plan, names),
    status: statusOf(plan, names, random),
  };
}

/** The end of the name of its ReplicaSet; other pods have one of their own. */
function hashOf({ owner, app }: PodPlan, other: string): string {
  return owner.kind === 'ReplicaSet' ? owner.name.slice(app.length + 1) : other;
}

/** The spec of the pods that controllers make of a workload; a third of the workloads have a sidecar. */
export function templateSpec(app: string, image: string): JsonObject {
  const sum = [...app].reduce((n, char) => (n * 31 + char.charCodeAt(0)) % 1_000, 7);
  const plan = { app, image, namespace: 'default', nodeName: '', owner: { kind: '' }, hasInit: sum % 5 === 0 };
  const names = sum % 3 === 0 ? [app, 'sidecar-1'] : [app];
  const { nodeName: _, ...spec } = specOf(plan as unknown as PodPlan, names) as JsonObject & {
    readonly nodeName?: string;
  };
  return spec;
}

function specOf(plan: PodPlan, names: readonly string[]): JsonObject {
  const volumes: JsonObject[] = [
    {
      name: 'kube-api-access',
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        ],
      },
    },
    { name: 'config', configMap: { name: `${plan.app}-config`, defaultMode: 420 } },
  ];
  if (plan.claim) volumes.push({ name: 'data', persistentVolumeClaim: { claimName: plan.claim } });
  return {
    volumes,
    containers: names.map((name, i) => containerOf(plan, name, i)),
    ...(plan.hasInit && { initContainers: [{ ...containerOf(plan, 'init', 0), name: 'init' }] }),
    restartPolicy: plan.owner.kind === 'Job' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: plan.app,
    serviceAccount: plan.app,
    ...(plan.node && { nodeName: plan.node }),
    securityContext: { runAsNonRoot: true, fsGroup: 65532 },
    schedulerName: 'default-scheduler',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

function containerOf(plan: PodPlan, name: string, index: number): JsonObject {
  const probe = {
    httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
  return {
    name,
    image: index === 0 ? plan.image : 'registry.example.com/mesh/proxy:1.24.1',
    args: ['--listen=:8080', `--service=${plan.app}`, '--log-level=info'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } } },
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: `${plan.app}-secret`, key: 'url' } } },
      { name: 'SERVICE_ENDPOINT', value: `http://${plan.app}.${plan.namespace}.svc.cluster.local:8080` },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: `service.name=${plan.app},service.namespace=${plan.namespace}` },
    ],
    resources: {
      limits: { memory: index === 0 ? '512Mi' : '128Mi', ...(index === 0 && { cpu: '1' }) },
      requests: { cpu: index === 0 ? '250m' : '50m', memory: index === 0 ? '256Mi' : '64Mi' },
    },
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/config' },
      { name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe,
    readinessProbe: probe,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
}

/** The status that a pod of this plan has. */
export function statusOf(plan: PodPlan, names: readonly string[], random: Random): JsonObject {
  const at = plan.created;
  const running = plan.phase === 'Running';
  const ready = running && !plan.trouble;
  const condition = (type: string, holds: boolean): JsonObject => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: at,
    ...(!holds && {
      reason: type === 'PodScheduled' ? 'Unschedulable' : 'ContainersNotReady',
      message: 'containers with unready status',
    }),
  });
  if (plan.phase === 'Pending') {
    return { phase: 'Pending', conditions: [condition('PodScheduled', plan.node !== '')], qosClass: 'Burstable' };
  }
  return {
    phase: plan.phase,
    conditions: [
      condition('PodReadyToStartContainers', running),
      condition('Initialized', true),
      condition('Ready', ready),
      condition('ContainersReady', ready),
      condition('PodScheduled', true),
    ],
    hostIP: plan.nodeIp,
    hostIPs: [{ ip: plan.nodeIp }],
    podIP: plan.ip,
    podIPs: [{ ip: plan.ip }],
    startTime: at,
    containerStatuses: names.map((name, i) => containerStatus(plan, name, i, random)),
    ...(plan.hasInit && {
      initContainerStatuses: [{ ...containerStatus(plan, 'init', 0, random), ...ended(at, 'Completed', 0, random) }],
    }),
    qosClass: 'Burstable',
  };
}

function containerStatus(plan: PodPlan, name: string, index: number, random: Random): JsonObject {
  const image = index === 0 ? plan.image : 'registry.example.com/mesh/proxy:1.24.1';
  const common = {
    name,
    image,
    imageID: `${image.split(':')[0]}@sha256:${random.hex(64)}`,
    containerID: `containerd://${random.hex(64)}`,
    restartCount: plan.trouble && index === 0 ? 1 + random.below(40) : 0,
  };
  if (plan.phase !== 'Running') {
    const failed = plan.phase === 'Failed';
    return {
      ...common,
      lastState: {},
      ready: false,
      started: false,
      ...ended(plan.created, failed ? 'Error' : 'Completed', failed ? 1 : 0, random),
    };
  }
  if (plan.trouble && index === 0) {
    const last = {
      lastState: ended(plan.created, plan.trouble === 'OOMKilled' ? 'OOMKilled' : 'Error', 137, random).state!,
    };
    if (plan.trouble === 'OOMKilled')
      return { ...common, ...last, ready: false, started: true, state: { running: { startedAt: plan.created } } };
    const waiting = { reason: 'CrashLoopBackOff', message: `back-off 5m0s restarting failed container=${name}` };
    return { ...common, ...last, ready: false, started: false, state: { waiting } };
  }
  return { ...common, lastState: {}, ready: true, started: true, state: { running: { startedAt: plan.created } } };
}

function ended(at: string, reason: string, exitCode: number, random: Random): JsonObject {
  const terminated = { exitCode, reason, startedAt: at, finishedAt: at, containerID: `containerd://${random.hex(64)}` };
  return { state: { terminated } };
}

/** Server-side bookkeeping of who set which field: half of what a real pod weighs. */
function managedFields(names: readonly string[], time: string): readonly JsonObject[] {
  const containers = Object.fromEntries(
    names.map((name) => [
      `k:{"name":"${name}"}`,
      {
        '.': {},
        'f:args': {},
        'f:env': { '.': {}, 'k:{"name":"POD_NAME"}': { '.': {}, 'f:name': {}, 'f:valueFrom': {} } },
        'f:image': {},
        'f:name': {},
        'f:resources': { 'f:limits': {}, 'f:requests': {} },
        'f:volumeMounts': {},
      },
    ]),
  );
  const spec = {
    'f:containers': containers,
    'f:dnsPolicy': {},
    'f:restartPolicy': {},
    'f:schedulerName': {},
    'f:volumes': {},
  };
  const status = {
    'f:conditions': { 'k:{"type":"Ready"}': { 'f:status': {}, 'f:type': {} } },
    'f:containerStatuses': {},
    'f:phase': {},
  };
  const entry = (manager: string, fieldsV1: JsonObject, subresource?: string): JsonObject => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource && { subresource }),
  });
  const metadata = {
    'f:generateName': {},
    'f:labels': { '.': {}, 'f:app': {}, 'f:team': {} },
    'f:ownerReferences': {},
  };
  return [
    entry('kube-controller-manager', { 'f:metadata': metadata, 'f:spec': spec }),
    entry('kubelet', { 'f:status': status }, 'status'),
  ];
}
