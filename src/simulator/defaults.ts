import { at, type Json, type JsonObject } from './objects.ts';

/** Fills in the members of objects that are written that the API server fills in and that controllers, clients and metrics rely on. */

type Fill = (object: JsonObject) => JsonObject;

const podSpec: Fill = (spec) => ({
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  securityContext: {},
  ...spec,
  containers: ((spec.containers ?? []) as readonly JsonObject[]).map((container) => ({
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy:
      /:[^/]+$|@/.test(String(container.image)) && !/:latest$/.test(String(container.image))
        ? 'IfNotPresent'
        : 'Always',
    ...container,
  })),
});

const NOT_READY: readonly JsonObject[] = ['not-ready', 'unreachable'].map((key) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

const template: Fill = (spec) =>
  isObject(spec.template)
    ? { ...spec, template: { ...spec.template, spec: podSpec((at(spec.template, 'spec') ?? {}) as JsonObject) } }
    : spec;

const job: Fill = (spec) =>
  template({ parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, ...spec });

/** Specs by plural. */
const SPECS: Readonly<Record<string, Fill>> = {
  pods: (spec) => {
    const filled = podSpec(spec);
    const tolerations = (spec.tolerations ?? []) as readonly JsonObject[];
    const own = NOT_READY.filter(
      ({ key }) => !tolerations.some((t) => t.key === key || (!t.key && t.operator === 'Exists')),
    );
    return { serviceAccountName: 'default', priority: 0, ...filled, tolerations: [...tolerations, ...own] };
  },
  deployments: (spec) =>
    template({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
      strategy: strategy((spec.strategy ?? {}) as JsonObject),
    }),
  replicasets: (spec) => template({ replicas: 1, ...spec }),
  replicationcontrollers: (spec) => template({ replicas: 1, ...spec }),
  statefulsets: (spec) =>
    template({
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      ...spec,
    }),
  daemonsets: (spec) =>
    template({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }, ...spec }),
  jobs: job,
  cronjobs: (spec) => ({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    jobTemplate: {
      ...(spec.jobTemplate as JsonObject),
      spec: job((at(spec, 'jobTemplate', 'spec') ?? {}) as JsonObject),
    },
  }),
  services: (spec) => ({
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...spec,
    ports: ((spec.ports ?? []) as readonly JsonObject[]).map((port) => ({
      protocol: 'TCP',
      targetPort: port.port,
      ...port,
    })),
  }),
  persistentvolumeclaims: (spec) => ({ volumeMode: 'Filesystem', ...spec }),
  namespaces: (spec) => ({ ...spec, finalizers: ['kubernetes'] }),
};

function strategy(given: JsonObject): JsonObject {
  const type = given.type ?? 'RollingUpdate';
  if (type === 'Recreate') return { type };
  return {
    type,
    rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...(given.rollingUpdate as JsonObject | undefined) },
  };
}

const PHASES: Readonly<Record<string, string>> = {
  pods: 'Pending',
  namespaces: 'Active',
  persistentvolumeclaims: 'Pending',
};

/** Gives an object that is written its defaults; members that it has stay. */
export function withDefaults(plural: string, object: JsonObject): JsonObject {
  const fill = SPECS[plural];
  const spec =
    fill && (isObject(object.spec) || plural === 'namespaces') ? { spec: fill((object.spec ?? {}) as JsonObject) } : {};
  const phase = PHASES[plural];
  const status = (object.status ?? {}) as JsonObject;
  const begun = phase && status.phase === undefined ? { status: { ...status, phase } } : {};
  const selected = selectorOf(plural, { ...object, ...spec });
  return { ...object, ...spec, ...begun, ...selected };
}

/** Jobs select their pods by a label that they give them. */
function selectorOf(plural: string, object: JsonObject): JsonObject {
  if (plural !== 'jobs' || at(object, 'spec', 'selector')) return {};
  const name = String(at(object, 'metadata', 'name') ?? '');
  return {
    spec: { ...(object.spec as JsonObject), selector: { matchLabels: { 'batch.kubernetes.io/job-name': name } } },
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
