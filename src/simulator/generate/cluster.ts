import { formatUtc } from '../../base/utc-time.ts';
import { Cluster } from '../cluster.ts';
import type { JsonObject } from '../objects.ts';
import { makeNode, makeNodeLease, type NodePlan, planNode } from './nodes.ts';
import { makePod, type PodPlan } from './pods.ts';
import { Random } from './random.ts';
import { SHOWCASE_PODS, showcaseObjects } from './showcase.ts';
import {
  makeAutoscaler,
  makeClaim,
  makeConfigMap,
  makeDaemonSet,
  makeDeployment,
  makeDisruptionBudget,
  makeEndpointSlice,
  makeJob,
  makeReplicaSet,
  makeSecret,
  makeService,
  makeServiceAccount,
  makeStatefulSet,
  makeVolume,
  revisionOf,
  type WorkloadPlan,
} from './workloads.ts';

/** Size, seed and time of a cluster to generate. */
export interface ClusterPlan {
  readonly pods: number;
  readonly nodes: number;
  readonly namespaces: number;
  readonly seed: number;
  /** Unix milliseconds at which the cluster is looked at; ages count back from here. */
  readonly nowMs: number;
  /** Some objects of every kind, and in every state, that metrics tell of, beside the workloads. */
  readonly showcase?: boolean;
}

const APPS = [
  'api',
  'web',
  'worker',
  'cache',
  'billing',
  'search',
  'gateway',
  'auth',
  'orders',
  'mailer',
  'ingest',
  'reports',
  'events',
];
const TEAMS = ['shop', 'data', 'core', 'ml', 'ops', 'mobile'];
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Makes a cluster with about the given number of pods and all that belongs to them. The same plan gives the same cluster. */
export function generateCluster(plan: ClusterPlan): Cluster {
  return new Generator(plan).run();
}

/** Makes the objects of a cluster one workload after the other; `churn.ts` goes on with it. */
export class Generator {
  readonly cluster: Cluster;
  readonly random: Random;
  readonly nodes: readonly NodePlan[];
  readonly namespaces: readonly string[];
  private readonly plan: ClusterPlan;
  private podCount = 0;
  private workloads = 0;
  private wantedPods = 0;

  constructor(plan: ClusterPlan) {
    this.plan = plan;
    this.cluster = new Cluster(plan);
    this.random = new Random(plan.seed);
    this.nodes = Array.from({ length: plan.nodes }, (_, i) => planNode(i, this.past(90)));
    this.namespaces = Array.from(
      { length: plan.namespaces },
      (_, i) => `${TEAMS[i % TEAMS.length]}-${Math.floor(i / TEAMS.length)}`,
    );
  }

  run(): Cluster {
    for (const name of [...SYSTEM_NAMESPACES, ...this.namespaces]) {
      this.put('namespaces', {
        metadata: { name, creationTimestamp: this.past(200), labels: { team: name.split('-')[0]! } },
        status: { phase: 'Active' },
      });
    }
    this.put('storageclasses', {
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'simulated.csi.example.com',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    for (const node of this.nodes) {
      const made = this.put('nodes', makeNode(node, this.random));
      this.put('leases', makeNodeLease(node, made.value.metadata.uid));
    }
    if (this.plan.nodes > 0) this.daemonSet('node-agent');
    const node = this.nodes.at(-1)?.name;
    const shows = this.plan.showcase === true && node !== undefined && this.plan.pods >= 2 * SHOWCASE_PODS;
    // Together with those of the showcase there are as many as were asked for.
    this.wantedPods = this.plan.pods - (shows ? SHOWCASE_PODS : 0);
    while (this.podCount < this.wantedPods && this.namespaces.length > 0) this.workload();
    if (shows) for (const [plural, object] of showcaseObjects(this.plan.nowMs, node)) this.put(plural, object);
    return this.cluster;
  }

  /** One more workload of a kind chosen by chance. */
  private workload(): void {
    const app = `${this.random.pick(APPS)}-${this.workloads++}`;
    const left = this.wantedPods - this.podCount;
    const replicas = Math.min(left, 1 + this.random.below(this.random.chance(0.1) ? 60 : 12));
    const plan = this.workloadPlan(app, this.random.pick(this.namespaces), replicas);
    const kind = this.random.next();
    if (kind < 0.8) this.deployment(plan);
    else if (kind < 0.93) this.statefulSet({ ...plan, replicas: Math.min(left, 3) });
    else this.job({ ...plan, replicas: 1 });
  }

  private workloadPlan(name: string, namespace: string, replicas: number): WorkloadPlan {
    return { name, namespace, replicas, created: this.past(this.random.below(60)), uid: this.random.uid() };
  }

  private deployment(plan: WorkloadPlan): void {
    this.put('deployments', makeDeployment(plan));
    this.companions(plan);
    this.replicaSet(plan, plan.replicas);
    // Older revisions stay for roll-backs.
    for (let i = this.random.below(3); i > 0; i--) this.replicaSet(plan, 0, `0.${i}`);
    if (this.random.chance(0.3)) this.put('horizontalpodautoscalers', makeAutoscaler(plan));
    if (this.random.chance(0.3)) this.put('poddisruptionbudgets', makeDisruptionBudget(plan));
  }

  /** A ReplicaSet of a Deployment and its pods. */
  replicaSet(plan: WorkloadPlan, replicas: number, tag?: string): void {
    const name = `${plan.name}-${this.random.suffix(10)}`;
    const own: WorkloadPlan = { ...plan, name, replicas, uid: this.random.uid() };
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: plan.name,
      uid: plan.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    this.put('replicasets', makeReplicaSet(own, plan.name, owner, tag));
    for (let i = 0; i < replicas; i++) {
      this.pod({
        ...this.podPlan(plan, { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: own.uid }),
        name: `${name}-${this.random.suffix(5)}`,
      });
    }
  }

  private statefulSet(plan: WorkloadPlan): void {
    this.put('statefulsets', makeStatefulSet(plan));
    this.companions(plan);
    for (let i = 0; i < plan.replicas; i++) {
      const name = `${plan.name}-${i}`;
      const claim = this.workloadPlan(`data-${name}`, plan.namespace, 0);
      const volume = this.workloadPlan(`pvc-${claim.uid}`, '', 0);
      this.put('persistentvolumeclaims', makeClaim(claim, volume.name));
      this.put(
        'persistentvolumes',
        makeVolume(volume, {
          kind: 'PersistentVolumeClaim',
          apiVersion: 'v1',
          namespace: claim.namespace,
          name: claim.name,
          uid: claim.uid,
        }),
      );
      this.pod({
        ...this.podPlan(plan, { apiVersion: 'apps/v1', kind: 'StatefulSet', name: plan.name, uid: plan.uid }),
        name,
        claim: claim.name,
        labels: {
          'controller-revision-hash': revisionOf('StatefulSet', plan.name),
          'statefulset.kubernetes.io/pod-name': name,
          'apps.kubernetes.io/pod-index': String(i),
        },
      });
    }
  }

  private job(plan: WorkloadPlan): void {
    const pod = this.podPlan(plan, { apiVersion: 'batch/v1', kind: 'Job', name: plan.name, uid: plan.uid });
    const name = `${plan.name}-${this.random.suffix(5)}`;
    const succeeded = this.random.chance(0.9);
    this.put('jobs', makeJob(plan, succeeded ? 0 : 1));
    this.pod({ ...pod, name, phase: succeeded ? 'Succeeded' : 'Failed', trouble: undefined });
  }

  private daemonSet(name: string): void {
    const plan = this.workloadPlan(name, 'kube-system', this.plan.nodes);
    this.put('daemonsets', makeDaemonSet(plan));
    this.companions(plan);
    for (const node of this.nodes.slice(0, this.plan.pods)) {
      const pod = this.podPlan(plan, { apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid: plan.uid });
      this.pod({
        ...pod,
        name: `${name}-${this.random.suffix(5)}`,
        node: node.name,
        nodeIp: node.ip,
        phase: 'Running',
        labels: { 'controller-revision-hash': revisionOf('DaemonSet', name) },
      });
    }
  }

  private companions(plan: WorkloadPlan): void {
    this.put('services', makeService({ ...plan, uid: this.random.uid() }, this.address(`10.96`)));
    this.put(
      'endpointslices',
      makeEndpointSlice(
        { ...plan, uid: this.random.uid() },
        Array.from({ length: Math.min(plan.replicas, 10) }, () => this.address('10.244')),
      ),
    );
    this.put('configmaps', makeConfigMap({ ...plan, uid: this.random.uid() }));
    this.put('secrets', makeSecret({ ...plan, uid: this.random.uid() }));
    this.put('serviceaccounts', makeServiceAccount({ ...plan, uid: this.random.uid() }));
  }

  /** A pod of a workload on a node of its own choice. */
  podPlan(plan: WorkloadPlan, owner: PodPlan['owner']): PodPlan {
    const { random } = this;
    const node = this.nodes.length > 0 ? random.pick(this.nodes) : undefined;
    const pending = node === undefined || random.chance(0.004);
    return {
      name: '',
      namespace: plan.namespace,
      app: plan.name,
      image: `registry.example.com/${plan.name.replace(/-\d+$/, '')}:1.${random.below(40)}.${random.below(10)}`,
      owner,
      node: pending ? '' : node.name,
      nodeIp: pending ? '' : node.ip,
      ip: this.address('10.244'),
      created: plan.created,
      containers: random.chance(0.35) ? 2 : 1,
      hasInit: random.chance(0.2),
      claim: undefined,
      phase: pending ? 'Pending' : 'Running',
      trouble: random.chance(0.01) ? random.pick(['CrashLoopBackOff', 'OOMKilled'] as const) : undefined,
    };
  }

  pod(plan: PodPlan): void {
    this.podCount++;
    this.put('pods', makePod(plan, this.random));
  }

  put(plural: string, object: JsonObject) {
    return this.cluster.put(this.cluster.of(plural), object);
  }

  private address(prefix: string): string {
    return `${prefix}.${this.random.below(250)}.${1 + this.random.below(250)}`;
  }

  private past(days: number): string {
    return formatUtc(this.plan.nowMs - days * 86_400_000 - this.random.below(86_400_000), 0);
  }
}
