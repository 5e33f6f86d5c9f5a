import { condition, type WellKnown, wellKnown } from './case.ts';

const NAMES = `
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
`;

/** Knative, the autoscalers and secrets. */
export const services: readonly WellKnown[] = [
  wellKnown(
    'serving.knative.dev/v1, Service services',
    `metricNamePrefix: knative_service${NAMES}
metrics:
- name: traffic_percent
  help: Traffic.
  each: {type: Gauge, gauge: {path: [status, traffic], labelsFromPath: {revision: [revisionName], latest: [latestRevision], tag: [tag]}, valueFrom: [percent]}}
- name: ready
  help: Ready.
  each: {type: Gauge, gauge: {path: [status, conditions, "[type=Ready]", status]}}
- name: scale
  help: Bounds.
  each: {type: Info, info: {path: [spec, template, metadata, annotations], labelsFromPath: {min: [autoscaling.knative.dev/min-scale], max: [autoscaling.knative.dev/max-scale]}}}
- name: min_scale
  help: The least.
  each: {type: Gauge, gauge: {path: [spec, template, metadata, annotations, autoscaling.knative.dev/min-scale]}}
- name: concurrency
  help: Concurrency.
  each: {type: Gauge, gauge: {path: [spec, template, spec, containerConcurrency]}}
`,
    [
      {
        name: 'hello',
        namespace: 'fn',
        spec: {
          template: {
            metadata: {
              annotations: { 'autoscaling.knative.dev/min-scale': '1', 'autoscaling.knative.dev/max-scale': '10' },
            },
            spec: { containerConcurrency: 0, timeoutSeconds: 300 },
          },
        },
        status: {
          url: 'http://hello.fn.example.com',
          conditions: [condition('ConfigurationsReady', 'True', ''), condition('Ready', 'Unknown', 'RevisionMissing')],
          traffic: [
            { revisionName: 'hello-00001', percent: 90, latestRevision: false },
            { revisionName: 'hello-00002', percent: 10, latestRevision: true, tag: 'next' },
            { latestRevision: true },
          ],
        },
      },
    ],
  ),
  wellKnown(
    'autoscaling.k8s.io/v1, VerticalPodAutoscaler verticalpodautoscalers',
    `
labelsFromPath:
  verticalpodautoscaler: [metadata, name]
  namespace: [metadata, namespace]
  target_api_version: [apiVersion]
  target_kind: [spec, targetRef, kind]
  target_name: [spec, targetRef, name]
metrics:
  - name: "verticalpodautoscaler_labels"
    help: "VPA labels"
    each:
      type: Info
      info:
        labelsFromPath:
          "*": [metadata, labels]
  - name: verticalpodautoscaler_status_recommendation_containerrecommendations_target
    help: VPA container recommendations for memory.
    each:
      type: Gauge
      gauge:
        path: [status, recommendation, containerRecommendations]
        valueFrom: [target, memory]
        labelsFromPath: {container: [containerName]}
    commonLabels: {resource: "memory", unit: "byte"}
  - name: verticalpodautoscaler_status_recommendation_containerrecommendations_target
    help: VPA container recommendations for cpu.
    each:
      type: Gauge
      gauge:
        path: [status, recommendation, containerRecommendations]
        valueFrom: [target, cpu]
        labelsFromPath: {container: [containerName]}
    commonLabels: {resource: "cpu", unit: "core"}
  - name: verticalpodautoscaler_spec_updatepolicy_updatemode
    help: Update mode
    each: {type: StateSet, stateSet: {labelName: update_mode, path: [spec, updatePolicy, updateMode], list: ["Auto", "Initial", "Off", "Recreate"]}}
`,
    [
      {
        name: 'web',
        namespace: 'shop',
        metadata: { labels: { app: 'web', Tier: 'x' } },
        spec: {
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          updatePolicy: { updateMode: 'Off' },
        },
        status: {
          recommendation: {
            containerRecommendations: [
              {
                containerName: 'app',
                target: { cpu: '587m', memory: '262144k' },
                lowerBound: { cpu: '25m', memory: '262144k' },
              },
              { containerName: 'side', target: { cpu: '1', memory: '1.5Gi' } },
              { containerName: 'none', target: {} },
            ],
          },
        },
      },
    ],
  ),
  wellKnown(
    'keda.sh/v1alpha1, ScaledObject scaledobjects',
    `metricNamePrefix: keda${NAMES}
metrics:
- name: scaledobject_paused
  help: Paused.
  each: {type: Gauge, gauge: {path: [metadata, annotations, autoscaling.keda.sh/paused], nilIsZero: true}}
- name: scaledobject_replicas
  help: Bounds.
  each: {type: Gauge, gauge: {path: [spec, maxReplicaCount]}}
- name: scaledobject_trigger
  help: Triggers.
  each: {type: Info, info: {path: [spec, triggers], labelsFromPath: {type: [type], meta_*: [metadata]}}}
- name: scaledobject_health
  help: Failures.
  each: {type: Gauge, gauge: {path: [status, health], labelFromKey: trigger, valueFrom: [numberOfFailures], labelsFromPath: {health: [status]}}}
`,
    [
      {
        name: 'worker',
        namespace: 'jobs',
        metadata: { annotations: { 'autoscaling.keda.sh/paused': 'TRUE' } },
        spec: {
          maxReplicaCount: 20,
          triggers: [
            { type: 'kafka', metadata: { lagThreshold: '50', topic: 't' } },
            { type: 'cron', metadata: { start: '0 8 * * *' } },
          ],
        },
        status: {
          health: {
            's0-kafka-t': { numberOfFailures: 2, status: 'Failing' },
            's1-cron': { numberOfFailures: 0, status: 'Happy' },
          },
        },
      },
    ],
  ),
  wellKnown(
    'external-secrets.io/v1, ExternalSecret externalsecrets',
    `metricNamePrefix: external_secret${NAMES}
metrics:
- name: refresh_time
  help: The last refresh.
  each: {type: Gauge, gauge: {path: [status, refreshTime]}}
- name: keys
  help: Keys.
  each: {type: Info, info: {path: [spec, data], labelsFromPath: {key: [secretKey], remote: [remoteRef, key]}}}
- name: binding
  help: Binding.
  each: {type: Info, info: {path: [status], labelsFromPath: {binding: [binding], all: []}}}
`,
    [
      {
        name: 'db',
        namespace: 'shop',
        spec: {
          refreshInterval: '1h',
          data: [{ secretKey: 'password', remoteRef: { key: 'prod/db', property: 'password' } }],
        },
        status: {
          refreshTime: '2024-05-06T07:08:09Z',
          syncedResourceVersion: '1-abc',
          binding: { name: 'db' },
          conditions: [condition('Ready', 'True', 'SecretSynced')],
        },
      },
    ],
  ),
];
