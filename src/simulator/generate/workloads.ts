import { HASH_LABEL, templateHash } from '../controllers/pod-template.ts';
import type { JsonObject } from '../objects.ts';
import { templateSpec } from './pods.ts';

/** Namespace and name of a workload. */
export interface WorkloadPlan {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly created: string;
  readonly uid: string;
}

const metadataOf = ({ name, namespace, created, uid }: WorkloadPlan, more: JsonObject = {}): JsonObject => ({
  name,
  namespace,
  uid,
  creationTimestamp: created,
  generation: 1,
  labels: { app: name },
  ...more,
});
const selector = (app: string): JsonObject => ({ matchLabels: { app } });
/** The template of a workload's pods, by its name; `more` are members of its spec. */
const template = (app: string, more: JsonObject = {}, tag = '1'): JsonObject => ({
  metadata: { labels: { app, 'app.kubernetes.io/name': app } },
  spec: { ...templateSpec(app, `registry.example.com/${app.replace(/-\d+$/, '')}:${tag}`), ...more },
});
const stateful = (app: string): JsonObject => template(app, { serviceAccountName: app });
const TOLERATES_ALL: JsonObject = { tolerations: [{ operator: 'Exists' }], priorityClassName: 'system-node-critical' };

/** Builds a Deployment whose pods are all ready. */
export function makeDeployment(plan: WorkloadPlan): JsonObject {
  const { name, replicas, created } = plan;
  const condition = (type: string, reason: string): JsonObject => ({
    type,
    status: 'True',
    reason,
    message: reason,
    lastUpdateTime: created,
    lastTransitionTime: created,
  });
  return {
    metadata: metadataOf(plan, { annotations: { 'deployment.kubernetes.io/revision': '1' } }),
    spec: {
      replicas,
      selector: selector(name),
      template: template(name),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        condition('Available', 'MinimumReplicasAvailable'),
        condition('Progressing', 'NewReplicaSetAvailable'),
      ],
    },
  };
}

/** Builds the ReplicaSet of a Deployment at a revision, of which each has an image of its own. */
export function makeReplicaSet(plan: WorkloadPlan, app: string, owner: JsonObject, tag = '1'): JsonObject {
  const { replicas, name } = plan;
  const labels = { app, [HASH_LABEL]: name.slice(app.length + 1) };
  const base = template(app, {}, tag);
  const { labels: own } = base.metadata as { readonly labels: JsonObject };
  return {
    metadata: metadataOf(plan, { labels, ownerReferences: [owner] }),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...base, metadata: { labels: { ...own, ...labels } } },
    },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      observedGeneration: 1,
    },
  };
}

/** The revision that the pods of a StatefulSet or DaemonSet of the generator are of. */
export function revisionOf(kind: 'StatefulSet' | 'DaemonSet', app: string): string {
  return kind === 'StatefulSet' ? `${app}-${templateHash(stateful(app))}` : templateHash(template(app, TOLERATES_ALL));
}

/** Builds a StatefulSet whose pods are all ready. */
export function makeStatefulSet(plan: WorkloadPlan): JsonObject {
  const { name, replicas } = plan;
  return {
    metadata: metadataOf(plan),
    spec: {
      replicas,
      selector: selector(name),
      template: stateful(name),
      serviceName: name,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      ordinals: { start: 0 },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
        },
      ],
    },
    status: {
      observedGeneration: 1,
      replicas,
      readyReplicas: replicas,
      currentReplicas: replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
      currentRevision: revisionOf('StatefulSet', name),
      updateRevision: revisionOf('StatefulSet', name),
      collisionCount: 0,
    },
  };
}

/** Builds a DaemonSet with one pod on each node. */
export function makeDaemonSet(plan: WorkloadPlan): JsonObject {
  const n = plan.replicas;
  return {
    metadata: metadataOf(plan),
    spec: {
      selector: selector(plan.name),
      template: template(plan.name, TOLERATES_ALL),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    },
    status: {
      observedGeneration: 1,
      currentNumberScheduled: n,
      desiredNumberScheduled: n,
      numberReady: n,
      updatedNumberScheduled: n,
      numberAvailable: n,
      numberMisscheduled: 0,
    },
  };
}

/** Builds a Job that is complete; `failures` pods had failed before. */
export function makeJob(plan: WorkloadPlan, failures = 0): JsonObject {
  const { created, name } = plan;
  return {
    metadata: metadataOf(plan),
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      activeDeadlineSeconds: 3_600,
      template: template(name, { restartPolicy: 'Never' }),
    },
    status: {
      succeeded: 1,
      ...(failures > 0 && { failed: failures }),
      startTime: created,
      completionTime: created,
      conditions: [{ type: 'Complete', status: 'True', lastProbeTime: created, lastTransitionTime: created }],
    },
  };
}

/** Builds the Service of a workload. */
export function makeService(plan: WorkloadPlan, ip: string): JsonObject {
  return {
    metadata: metadataOf(plan),
    spec: {
      type: 'ClusterIP',
      clusterIP: ip,
      clusterIPs: [ip],
      selector: { app: plan.name },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
    },
    status: { loadBalancer: {} },
  };
}

/** Builds the EndpointSlice of a Service. */
export function makeEndpointSlice(plan: WorkloadPlan, addresses: readonly string[]): JsonObject {
  return {
    metadata: metadataOf({ ...plan, name: `${plan.name}-1` }, { labels: { 'kubernetes.io/service-name': plan.name } }),
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({
      addresses: [address],
      conditions: { ready: true, serving: true, terminating: false },
    })),
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  };
}

/** Builds a ConfigMap. */
export function makeConfigMap(plan: WorkloadPlan): JsonObject {
  const text = Array.from({ length: 20 }, (_, i) => `setting.${i} = value-${plan.name}-${i}`).join('\n');
  return { metadata: metadataOf({ ...plan, name: `${plan.name}-config` }), data: { 'application.conf': text } };
}

/** Builds a Secret. */
export function makeSecret(plan: WorkloadPlan): JsonObject {
  const url = Buffer.from(`postgres://${plan.name}:simulated@db.${plan.namespace}.svc/app`).toString('base64');
  return { metadata: metadataOf({ ...plan, name: `${plan.name}-secret` }), type: 'Opaque', data: { url } };
}

/** Builds a ServiceAccount. */
export function makeServiceAccount(plan: WorkloadPlan): JsonObject {
  return { metadata: metadataOf(plan) };
}

/** Builds the HorizontalPodAutoscaler of a Deployment. */
export function makeAutoscaler(plan: WorkloadPlan): JsonObject {
  const { name, replicas } = plan;
  const utilization = (averageUtilization: number): JsonObject => ({ averageUtilization });
  return {
    metadata: metadataOf(plan),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: Math.max(2, replicas * 2),
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', ...utilization(80) } } }],
    },
    status: {
      currentReplicas: replicas,
      desiredReplicas: replicas,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { ...utilization(42), averageValue: '105m' } } },
      ],
      conditions: [{ type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' }],
    },
  };
}

/** Builds the PodDisruptionBudget of a workload. */
export function makeDisruptionBudget(plan: WorkloadPlan): JsonObject {
  const { name, replicas } = plan;
  return {
    metadata: metadataOf(plan),
    spec: { maxUnavailable: 1, selector: selector(name) },
    status: {
      observedGeneration: 1,
      disruptionsAllowed: 1,
      currentHealthy: replicas,
      desiredHealthy: Math.max(0, replicas - 1),
      expectedPods: replicas,
    },
  };
}

/** Builds a PersistentVolumeClaim that is bound to a volume. */
export function makeClaim(plan: WorkloadPlan, volume: string): JsonObject {
  return {
    metadata: metadataOf(plan),
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '20Gi' } },
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
      volumeName: volume,
    },
    status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '20Gi' } },
  };
}

/** Builds the PersistentVolume of a claim. */
export function makeVolume(plan: WorkloadPlan, claim: JsonObject): JsonObject {
  const { namespace: _, ...metadata } = metadataOf(plan);
  return {
    metadata,
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '20Gi' },
      claimRef: claim,
      csi: { driver: 'simulated.csi.example.com', volumeHandle: plan.name },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Bound' },
  };
}
