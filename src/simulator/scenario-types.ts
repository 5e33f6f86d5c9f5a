import type { Cluster } from './cluster.ts';
import { timeText } from './controllers/conditions.ts';
import type { Controllers } from './controllers/controllers.ts';
import { quantityText } from './controllers/quantities.ts';
import type { TroubleKind } from './controllers/troubles.ts';
import type { Workload } from './controllers/types.ts';
import { requestDeletion } from './deletion.ts';
import { type ApiObject, at, type JsonObject } from './objects.ts';
import type { ScenarioName } from './scenario-names.ts';

/** Cluster that a scenario happens to. */
export interface Stage {
  readonly cluster: Cluster;
  readonly controllers: Controllers;
}

type Undo = () => void;

interface ScenarioType {
  /** For the manual. */
  readonly effect: string;
  /** Alerts of kubernetes-mixin whose condition holds while it is on. */
  readonly alerts: readonly string[];
  /** Begins it; undefined where the cluster has nothing that it could happen to. */
  readonly begin: (stage: Stage) => Undo | undefined;
}

/** Everything that can be made to happen to a cluster, by name. */
export const scenarios: Readonly<Record<ScenarioName, ScenarioType>> = {
  'node-down': {
    effect: 'a node no longer reports: its pods are unready and, after 5 minutes, replaced',
    alerts: ['KubeNodeNotReady', 'KubeNodeUnreachable'],
    begin: (stage) => afflict(stage, 'nodes', 'unreachable', () => true),
  },
  'node-pressure': {
    effect: 'a node is short of memory and takes no more pods',
    alerts: ['KubeNodePressure'],
    begin: (stage) => afflict(stage, 'nodes', 'memory-pressure', () => true),
  },
  'crash-loop': {
    effect: 'the pods of a Deployment crash after each start',
    alerts: ['KubePodCrashLooping', 'KubeDeploymentReplicasMismatch'],
    begin: (stage) => afflict(stage, 'replicasets', 'crash', isScaled),
  },
  unready: {
    effect: 'the pods of a Deployment run and are not ready',
    alerts: ['KubeDeploymentReplicasMismatch'],
    begin: (stage) => afflict(stage, 'replicasets', 'unready', isScaled),
  },
  'broken-image': {
    effect: 'a rollout does not get on, as there is no such image',
    alerts: ['KubePodNotReady', 'KubeContainerWaiting', 'KubeDeploymentRolloutStuck'],
    begin: breakImage,
  },
  unschedulable: {
    effect: 'a Deployment asks for more memory than any node has',
    alerts: ['KubePodNotReady', 'KubeDeploymentReplicasMismatch'],
    begin: (stage) => create(stage, 'deployments', 'too-large', (app) => deploymentOf(app, '9Ti')),
  },
  'statefulset-stuck': {
    effect: 'the pods of a StatefulSet crash after each start',
    alerts: ['KubeStatefulSetReplicasMismatch', 'KubePodCrashLooping'],
    begin: (stage) => afflict(stage, 'statefulsets', 'crash', isScaled),
  },
  'daemonset-stuck': {
    effect: 'the pods of a DaemonSet are not ready',
    alerts: ['KubeDaemonSetRolloutStuck'],
    begin: (stage) => afflict(stage, 'daemonsets', 'unready', () => true),
  },
  'job-failed': {
    effect: 'a Job gives up',
    alerts: ['KubeJobFailed'],
    begin: (stage) => create(stage, 'jobs', 'gives-up', (app) => jobOf(app, ['sh', '-c', 'exit 3'])),
  },
  'job-slow': {
    effect: 'a Job has been running for 13 hours',
    alerts: ['KubeJobNotCompleted'],
    begin: (stage) =>
      create(stage, 'jobs', 'endless', (app) => ({
        ...jobOf(app, ['sleep', 'infinity']),
        status: { startTime: timeText(stage.cluster.now() - 13 * 3_600_000) },
      })),
  },
  'hpa-maxed': {
    effect: 'a HorizontalPodAutoscaler would need more replicas than it may have',
    alerts: ['KubeHpaMaxedOut'],
    begin: maxOut,
  },
  'quota-full': {
    effect: 'a ResourceQuota is used up, so that its namespace gets no more pods',
    alerts: ['KubeQuotaFullyUsed'],
    begin: (stage) => limitPods(stage, 0),
  },
  'quota-exceeded': {
    effect: 'a ResourceQuota was lowered below its use',
    alerts: ['KubeQuotaExceeded'],
    begin: (stage) => limitPods(stage, -1),
  },
  'pdb-violated': {
    effect: 'fewer pods are healthy than a PodDisruptionBudget asks for',
    alerts: ['KubePdbNotEnoughHealthyPods'],
    begin: violateBudget,
  },
  'volume-failed': {
    effect: 'a PersistentVolume has failed',
    alerts: ['KubePersistentVolumeErrors'],
    begin: failVolume,
  },
};

function isScaled({ spec }: ApiObject): boolean {
  return Number(at(spec, 'replicas') ?? 0) > 0;
}

function first(stage: Stage, plural: string, test: (object: ApiObject) => unknown): ApiObject | undefined {
  for (const object of stage.controllers.index.all(plural)) if (test(object)) return object;
  return undefined;
}

/** Gives the first object that passes a test a trouble without an end. */
function afflict(
  stage: Stage,
  plural: string,
  kind: TroubleKind,
  test: (object: ApiObject) => unknown,
): Undo | undefined {
  const { controllers } = stage;
  const { troubles } = controllers;
  const now = (): number => stage.cluster.now();
  const object = first(stage, plural, (o) => test(o) && !troubles.get(o.metadata.uid, now()));
  if (!object) return undefined;
  controllers.trouble(plural, object, { kind, untilMs: Number.POSITIVE_INFINITY });
  return () => controllers.trouble(plural, object, undefined);
}

/** Creates an object of its own in the first namespace. */
function create(stage: Stage, plural: string, name: string, make: (name: string) => JsonObject): Undo | undefined {
  const { cluster } = stage;
  const namespace = homeOf(stage);
  if (!namespace) return undefined;
  const collection = cluster.of(plural);
  const made = make(name);
  cluster.put(collection, { ...made, metadata: { name, namespace, labels: { app: name }, generation: 1 } });
  return () => void requestDeletion(cluster, collection, namespace, name);
}

/** The namespace of the first Deployment. */
function homeOf(stage: Stage): string | undefined {
  return first(stage, 'deployments', isScaled)?.metadata.namespace;
}

function podTemplate(app: string, container: JsonObject, more: JsonObject = {}): JsonObject {
  const image = 'registry.example.com/scenario:1';
  return { metadata: { labels: { app } }, spec: { ...more, containers: [{ name: app, image, ...container }] } };
}

function deploymentOf(app: string, memory: string): JsonObject {
  const template = podTemplate(app, { resources: { requests: { memory } } });
  return { spec: { replicas: 2, selector: { matchLabels: { app } }, template, progressDeadlineSeconds: 600 } };
}

function jobOf(app: string, command: readonly string[]): JsonObject {
  const template = podTemplate(app, { command }, { restartPolicy: 'Never' });
  return { spec: { parallelism: 1, completions: 1, backoffLimit: 0, template } };
}

function breakImage(stage: Stage): Undo | undefined {
  const { cluster } = stage;
  const deployments = cluster.of('deployments');
  const found = first(stage, 'deployments', isScaled) as Workload | undefined;
  if (!found) return undefined;
  const put = (change: (spec: Workload['spec']) => JsonObject): void => {
    const current = cluster.get(deployments, found.metadata.namespace ?? '', found.metadata.name);
    if (!current) return;
    const { metadata, spec } = current.value as Workload;
    const generation = (metadata.generation ?? 1) + 1;
    cluster.put(deployments, { ...current.value, metadata: { ...metadata, generation }, spec: change(spec) });
  };
  const { template, progressDeadlineSeconds } = found.spec;
  const [container, ...rest] = template.spec.containers;
  const containers = [{ ...container!, image: 'registry.example.com/does-not-exist:1' }, ...rest];
  const broken = { ...template, spec: { ...template.spec, containers } };
  put((spec) => ({ ...spec, template: broken, progressDeadlineSeconds: 10 }));
  return () => put((spec) => ({ ...spec, template, progressDeadlineSeconds }));
}

function maxOut(stage: Stage): Undo | undefined {
  const { controllers } = stage;
  const hpa = first(stage, 'horizontalpodautoscalers', (o) => Number(at(o, 'spec', 'maxReplicas') ?? 1) > 1);
  if (!hpa) return undefined;
  const { loads } = controllers.troubles;
  const { uid } = hpa.metadata;
  const before = loads.get(uid) ?? Number(at(hpa, 'status', 'currentReplicas') ?? 1);
  loads.set(uid, Number(at(hpa, 'spec', 'maxReplicas') ?? 1) * 1.5);
  controllers.touch('horizontalpodautoscalers', hpa);
  return () => {
    loads.set(uid, before);
    controllers.touch('horizontalpodautoscalers', hpa);
  };
}

/** A quota whose limit of pods is `beyond` more than there are. */
function limitPods(stage: Stage, beyond: number): Undo | undefined {
  const namespace = homeOf(stage);
  if (!namespace) return undefined;
  let pods = 0;
  for (const pod of stage.controllers.index.inNamespace('pods', namespace))
    if (!/^(Succeeded|Failed)$/.test(String(at(pod, 'status', 'phase')))) pods++;
  const name = beyond === 0 ? 'full' : 'exceeded';
  return create(stage, 'resourcequotas', name, () => ({ spec: { hard: { pods: quantityText(pods + beyond) } } }));
}

function violateBudget(stage: Stage): Undo | undefined {
  const home = homeOf(stage);
  const set = first(stage, 'replicasets', (o) => isScaled(o) && o.metadata.namespace === home);
  if (!set) return undefined;
  const matchLabels = { app: String(at(set, 'spec', 'selector', 'matchLabels', 'app')) };
  const remove = create(stage, 'poddisruptionbudgets', 'violated', () => ({
    spec: { minAvailable: '100%', selector: { matchLabels } },
  }));
  stage.controllers.trouble('replicasets', set, { kind: 'unready', untilMs: Number.POSITIVE_INFINITY });
  return () => {
    remove?.();
    stage.controllers.trouble('replicasets', set, undefined);
  };
}

function failVolume(stage: Stage): Undo | undefined {
  const { cluster } = stage;
  const volumes = cluster.of('persistentvolumes');
  const volume = first(stage, 'persistentvolumes', (o) => at(o, 'status', 'phase') === 'Bound');
  if (!volume) return undefined;
  const put = (phase: string): void => {
    const current = cluster.get(volumes, '', volume.metadata.name);
    if (current) cluster.put(volumes, { ...current.value, status: { phase } });
  };
  put('Failed');
  return () => put('Bound');
}
