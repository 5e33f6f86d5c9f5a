import { condition, type WellKnown, wellKnown } from './case.ts';

const FLUX_INFO = `
metricNamePrefix: gotk
metrics:
  - name: "resource_info"
    help: "The current state of a GitOps Toolkit resource."
    each:
      type: Info
      info:
        labelsFromPath:
          name: [metadata, name]
    labelsFromPath:
      exported_namespace: [metadata, namespace]
      ready: [status, conditions, "[type=Ready]", status]
      suspended: [spec, suspend]
      revision: [status, lastAppliedRevision]
      source_name: [spec, sourceRef, name]
      chart_version: [status, history, "0", chartVersion]
      url: [spec, url]
`;

/** Flux and the Argo projects. */
export const delivery: readonly WellKnown[] = [
  wellKnown('kustomize.toolkit.fluxcd.io/v1, Kustomization kustomizations', FLUX_INFO, [
    {
      name: 'apps',
      namespace: 'flux-system',
      metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } },
      spec: {
        interval: '10m0s',
        path: './apps',
        prune: true,
        suspend: false,
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      },
      status: {
        conditions: [
          condition(
            'Reconciling',
            'True',
            'Progressing',
            'Fetching manifests for revision "main@sha1:abc"\nwith a timeout of 5m',
          ),
          condition('Ready', 'True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:abc'),
        ],
        lastAppliedRevision: 'main@sha1:abc',
        inventory: { entries: [{ id: 'default_a_apps_Deployment', v: 'v1' }] },
      },
    },
    { name: 'new', namespace: 'flux-system', spec: { path: './new', suspend: true } },
  ]),
  wellKnown('helm.toolkit.fluxcd.io/v2, HelmRelease helmreleases', FLUX_INFO, [
    {
      name: 'redis',
      namespace: 'default',
      spec: {
        chart: {
          spec: { chart: 'redis', version: '>=18 <19', sourceRef: { kind: 'HelmRepository', name: 'bitnami' } },
        },
      },
      status: {
        conditions: [
          condition('Ready', 'False', 'UpgradeFailed', 'timed out'),
          condition('Released', 'False', 'UpgradeFailed'),
        ],
        failures: 3,
        history: [
          { chartVersion: '18.6.1', version: 4, status: 'failed' },
          { chartVersion: '18.5.0', version: 3, status: 'superseded' },
        ],
      },
    },
  ]),
  wellKnown(
    'source.toolkit.fluxcd.io/v1, GitRepository gitrepositories',
    `
metricNamePrefix: flux
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
metrics:
  - name: source_artifact_size_bytes
    help: Size of the artifact.
    each: {type: Gauge, gauge: {path: [status, artifact, size], nilIsZero: true}}
  - name: source_artifact_updated
    help: Time of the last update.
    each: {type: Gauge, gauge: {path: [status, artifact, lastUpdateTime]}}
  - name: source_suspended
    help: Whether it is suspended.
    each: {type: Gauge, gauge: {path: [spec, suspend], nilIsZero: true}}
  - name: source_condition
    help: Conditions.
    each:
      type: Gauge
      gauge:
        path: [status, conditions]
        labelsFromPath: {type: [type], reason: [reason]}
        valueFrom: [status]
`,
    [
      {
        name: 'flux-system',
        namespace: 'flux-system',
        spec: { url: 'ssh://git@example.com/fleet', interval: '1m', ref: { branch: 'main' } },
        status: {
          artifact: {
            size: 1536,
            revision: 'main@sha1:1',
            lastUpdateTime: '2024-05-06T08:09:10Z',
            digest: 'sha256:00',
          },
          conditions: [
            condition('Ready', 'True', 'Succeeded'),
            condition('ArtifactInStorage', 'Unknown', 'Progressing'),
          ],
        },
      },
      { name: 'off', namespace: 'flux-system', spec: { suspend: true } },
    ],
  ),
  wellKnown(
    'argoproj.io/v1alpha1, Application applications',
    `
metricNamePrefix: kube_customresource
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
  project: [spec, project]
metrics:
  - name: argocd_application_sync_status
    help: Sync status
    each:
      type: StateSet
      stateSet:
        labelName: status
        path: [status, sync, status]
        list: [Synced, OutOfSync, Unknown]
  - name: argocd_application_operation_phase
    help: Phase of the last operation
    each:
      type: StateSet
      stateSet: {labelName: phase, path: [status, operationState], valueFrom: [phase], list: [Running, Succeeded, Failed, Error, Terminating]}
  - name: argocd_application_resource_info
    help: Resources of the last sync
    each:
      type: Info
      info:
        path: [status, operationState, syncResult, resources]
        labelsFromPath:
          kind: [kind]
          resource: [name]
          hook_phase: [hookPhase]
  - name: argocd_application_history
    help: Deployments
    each:
      type: Gauge
      gauge:
        path: [status, history]
        labelsFromPath: {revision: [revision]}
        valueFrom: [deployedAt]
`,
    [
      {
        name: 'guestbook',
        namespace: 'argocd',
        spec: {
          project: 'default',
          sources: [
            { repoURL: 'https://example.com/a.git', path: 'a' },
            { chart: 'x', ref: 'values' },
          ],
        },
        status: {
          sync: { status: 'OutOfSync', revisions: ['a', 'b'] },
          health: { status: 'Degraded' },
          history: [
            { id: 0, revision: 'a', deployedAt: '2024-05-01T00:00:00Z', source: {} },
            { id: 1, revision: 'b', deployedAt: '2024-05-02T00:00:00+02:00' },
            { id: 2, revision: 'c' },
          ],
          operationState: {
            phase: 'Running',
            retryCount: 2,
            syncResult: {
              resources: [
                { kind: 'Job', name: 'migrate', hookPhase: 'Running', hookType: 'PreSync' },
                { kind: 'Service', name: 'web', status: 'Synced', message: 'service/web "configured"' },
              ],
            },
          },
        },
      },
      { name: 'fresh', namespace: 'argocd', spec: { project: 'default' } },
    ],
  ),
  wellKnown(
    'argoproj.io/v1alpha1, Rollout rollouts',
    `
labelsFromPath:
  "*": [metadata, labels]
  ann_*: [metadata, annotations]
  rollout: [metadata, name]
metrics:
- name: rollout_replicas
  help: Replicas.
  each: {type: Gauge, gauge: {path: [status, replicas]}}
- name: rollout_canary_weight
  help: Weights of the canary.
  each:
    type: Gauge
    gauge: {path: [status, canary, weights], valueFrom: [weight], labelFromKey: role}
- name: rollout_step
  help: Steps.
  each: {type: Gauge, gauge: {path: [spec, strategy, canary, steps], valueFrom: [setWeight]}}
- name: rollout_last_condition
  help: The last condition.
  each: {type: Info, info: {path: [status, conditions, "-1"], labelsFromPath: {type: [type], status: [status]}}}
`,
    [
      {
        name: 'web',
        namespace: 'shop',
        metadata: {
          labels: { app: 'web', 'app.kubernetes.io/name': 'web' },
          annotations: { 'rollout.argoproj.io/revision': '7' },
        },
        spec: {
          replicas: 5,
          strategy: {
            canary: { steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '10m' } }] },
          },
        },
        status: {
          replicas: 5,
          canary: {
            weights: {
              canary: { podTemplateHash: 'a', weight: 20 },
              stable: { podTemplateHash: 'b', weight: 80 },
              verified: true,
            },
          },
          conditions: [
            condition('Available', 'True', 'AvailableReason'),
            condition('Progressing', 'True', 'ReplicaSetUpdated'),
          ],
        },
      },
    ],
  ),
];
