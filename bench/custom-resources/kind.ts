/** The kind of the objects, its definition, and the ten metrics that are configured for it. */

export const GROUP = 'bench.example.com';
export const VERSION = 'v1';
export const KIND = 'Machine';
export const PLURAL = 'machines';

/** The CustomResourceDefinition. */
export const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${PLURAL}.${GROUP}`, uid: 'definition', resourceVersion: '1' },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind: KIND, plural: PLURAL, singular: 'machine', listKind: `${KIND}List` },
    versions: [{ name: VERSION, served: true, storage: true }],
  },
  status: {
    conditions: [{ type: 'Established', status: 'True' }],
    acceptedNames: { kind: KIND, plural: PLURAL },
    storedVersions: [VERSION],
  },
};

const gauge = (name: string, gauge: object): object => ({
  ...{ name, help: `Gauge ${name}.` },
  each: { type: 'Gauge', gauge },
});
const info = (name: string, info: object): object => ({ name, help: `Info ${name}.`, each: { type: 'Info', info } });

const metrics: readonly object[] = [
  gauge('spec_replicas', { path: ['spec', 'replicas'] }),
  gauge('status_ready_replicas', { path: ['status', 'readyReplicas'], nilIsZero: true }),
  gauge('created', { path: ['metadata', 'creationTimestamp'] }),
  gauge('last_updated', { path: ['status', 'lastUpdated'] }),
  gauge('limit', { path: ['spec', 'limits'], labelFromKey: 'resource' }),
  gauge('condition', {
    path: ['status', 'conditions'],
    labelsFromPath: { type: ['type'], reason: ['reason'] },
    valueFrom: ['status'],
  }),
  gauge('ready_since', { path: ['status', 'conditions', '[type=Ready]', 'lastTransitionTime'] }),
  info('info', {
    path: ['spec'],
    labelsFromPath: { provider_id: ['providerID'], version: ['version'], cluster: ['clusterName'] },
  }),
  info('labels', { path: ['metadata', 'labels'], labelsFromPath: { '*': [] } }),
  {
    name: 'status_phase',
    help: 'State set status_phase.',
    each: {
      type: 'StateSet',
      stateSet: {
        labelName: 'phase',
        path: ['status', 'phase'],
        list: ['Pending', 'Provisioning', 'Running', 'Deleting', 'Failed'],
      },
    },
  },
];

/** The configuration of custom resource metrics; JSON is YAML. */
export const configuration = JSON.stringify({
  kind: 'CustomResourceStateMetrics',
  spec: {
    resources: [
      {
        groupVersionKind: { group: GROUP, version: VERSION, kind: KIND },
        metricNamePrefix: 'machine',
        labelsFromPath: { name: ['metadata', 'name'], exported_namespace: ['metadata', 'namespace'] },
        metrics,
      },
    ],
  },
});

/** Samples of each object. */
export const SAMPLES_PER_OBJECT = 4 + 3 + 5 + 1 + 1 + 1 + 5;
