import type { JsonObject } from '../objects.ts';
import { templateSpec } from './pods.ts';
import { leaving, type Shown, type ShowTimes, shownMetadata } from './showcase-metadata.ts';

const annotated = { annotations: { 'example.com/owner': 'platform' } };

function template(app: string, more: JsonObject = {}): JsonObject {
  return {
    metadata: { labels: { app } },
    spec: { ...templateSpec(app, `registry.example.com/${app}:1`), serviceAccountName: 'default', ...more },
  };
}

/** Builds workloads of the kinds and in the states that the generator's own do not have. */
export function workloadObjects(times: ShowTimes): readonly Shown[] {
  return [...replicated(times), ...perNode(times), ...scheduled(times), ...scaled(times)];
}

const selector = (app: string): JsonObject => ({ matchLabels: { app } });

function replicated(times: ShowTimes): readonly Shown[] {
  const none = { observedGeneration: 1, replicas: 0, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 0 };
  return [
    [
      'replicationcontrollers',
      {
        metadata: shownMetadata('legacy', times, annotated),
        spec: { replicas: 2, selector: { app: 'legacy' }, template: template('legacy') },
        status: { replicas: 0 },
      },
    ],
    [
      'replicasets',
      {
        metadata: shownMetadata('alone', times, annotated),
        spec: { replicas: 1, selector: selector('alone'), template: template('alone') },
        status: { replicas: 0 },
      },
    ],
    [
      'deployments',
      {
        metadata: shownMetadata('paused', times, annotated),
        spec: { replicas: 0, paused: true, selector: selector('paused'), template: template('paused') },
        status: none,
      },
    ],
    [
      'deployments',
      {
        metadata: shownMetadata('leaving', times, { ...annotated, ...leaving(times) }),
        spec: { replicas: 0, selector: selector('leaving'), template: template('leaving') },
        status: { ...none, terminatingReplicas: 0 },
      },
    ],
    [
      'statefulsets',
      {
        metadata: shownMetadata('leaving-set', times, { ...annotated, ...leaving(times) }),
        spec: {
          replicas: 0,
          serviceName: 'leaving-set',
          selector: selector('leaving-set'),
          template: template('leaving-set'),
          ordinals: { start: 5 },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
        },
        status: { ...none, currentRevision: 'leaving-set-1', updateRevision: 'leaving-set-1' },
      },
    ],
  ];
}

function perNode(times: ShowTimes): readonly Shown[] {
  const status = {
    observedGeneration: 1,
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
    numberMisscheduled: 0,
    numberAvailable: 0,
    updatedNumberScheduled: 0,
  };
  const spec = (app: string): JsonObject => ({
    selector: selector(app),
    template: template(app, { nodeSelector: { 'example.com/accelerator': 'yes' } }),
    updateStrategy: { type: 'OnDelete' },
  });
  return [
    ['daemonsets', { metadata: shownMetadata('drivers', times, annotated), spec: spec('drivers'), status }],
    [
      'daemonsets',
      {
        metadata: shownMetadata('old-drivers', times, { ...annotated, ...leaving(times) }),
        spec: spec('old-drivers'),
        status,
      },
    ],
  ];
}

function scheduled(times: ShowTimes): readonly Shown[] {
  const jobSpec = (app: string): JsonObject => ({
    parallelism: 1,
    completions: 1,
    backoffLimit: 2,
    activeDeadlineSeconds: 3_600,
    template: template(app, { restartPolicy: 'Never' }),
  });
  const cronJob = (name: string, schedule: string, more: JsonObject = {}, metadata: JsonObject = {}): Shown => [
    'cronjobs',
    {
      metadata: shownMetadata(name, times, { ...annotated, ...metadata }),
      spec: {
        schedule,
        concurrencyPolicy: 'Forbid',
        suspend: false,
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 2,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: jobSpec(name) },
        ...more,
      },
      status: { lastScheduleTime: times.recent, lastSuccessfulTime: times.recent },
    },
  ];
  return [
    cronJob('backup', '17 3 * * *'),
    [
      'jobs',
      {
        metadata: shownMetadata('migrated', times, annotated),
        spec: jobSpec('migrated'),
        status: {
          succeeded: 1,
          startTime: times.created,
          completionTime: times.created,
          conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: times.created }],
        },
      },
    ],
    cronJob('report', '@daily', { suspend: true }),
    cronJob('leaving-cron', '@yearly', {}, leaving(times)),
    ['jobs', { metadata: shownMetadata('migrate', times, annotated), spec: jobSpec('migrate'), status: {} }],
    [
      'jobs',
      {
        metadata: shownMetadata('leaving-job', times, { ...annotated, ...leaving(times) }),
        spec: { ...jobSpec('leaving-job'), suspend: true },
        status: { conditions: [{ type: 'Suspended', status: 'True', lastTransitionTime: times.created }] },
      },
    ],
  ];
}

function scaled(times: ShowTimes): readonly Shown[] {
  const rules = {
    selectPolicy: 'Max',
    stabilizationWindowSeconds: 60,
    tolerance: '50m',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
  };
  const target = (name: string, value: JsonObject): JsonObject => ({
    type: 'Resource',
    resource: { name, target: { type: Object.keys(value)[0]!, ...value } },
  });
  const metrics = [
    target('cpu', { averageUtilization: 70 }),
    target('memory', { averageValue: '500Mi' }),
    { type: 'External', external: { metric: { name: 'queue_length' }, target: { type: 'Value', value: '30' } } },
  ];
  return [
    [
      'horizontalpodautoscalers',
      {
        metadata: shownMetadata('alone', times, { ...annotated, ...leaving(times) }),
        spec: {
          minReplicas: 1,
          maxReplicas: 4,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'alone' },
          metrics,
          behavior: { scaleUp: rules, scaleDown: rules },
        },
        status: { currentReplicas: 1, desiredReplicas: 1 },
      },
    ],
    [
      'poddisruptionbudgets',
      {
        metadata: shownMetadata('alone', times, { ...annotated, ...leaving(times) }),
        spec: { minAvailable: 0, selector: selector('alone') },
        status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
      },
    ],
  ];
}
