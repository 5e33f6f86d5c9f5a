import type { JsonObject } from '../objects.ts';
import { leaving, type Shown, type ShowTimes, shownMetadata } from './showcase-metadata.ts';

/** Builds objects of the kinds that configure a cluster or a namespace, one or a few each. */
export function clusterObjects(times: ShowTimes, node: string): readonly Shown[] {
  return [...namespaced(times), ...admission(times), ...access(times), ...storage(times, node), ...networking(times)];
}

const annotated = { annotations: { 'example.com/owner': 'platform' } };

function unscoped(name: string, { created }: ShowTimes, more: JsonObject = {}): JsonObject {
  return { name, creationTimestamp: created, generation: 1, labels: { app: name }, ...annotated, ...more };
}

function namespaced(times: ShowTimes): readonly Shown[] {
  const conditions = ['NamespaceDeletionDiscoveryFailure', 'NamespaceDeletionContentFailure'].map((type) => ({
    type,
    status: 'False',
    lastTransitionTime: times.created,
  }));
  const hard = { pods: '100', 'requests.cpu': '40', 'requests.memory': '100Gi', services: '50' };
  const limit = {
    type: 'Container',
    default: { cpu: '1' },
    defaultRequest: { cpu: '100m' },
    max: { cpu: '8' },
    min: { cpu: '10m' },
    maxLimitRequestRatio: { cpu: '20' },
  };
  return [
    [
      'namespaces',
      {
        metadata: unscoped('showcase', times),
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active', conditions },
      },
    ],
    [
      'serviceaccounts',
      {
        metadata: shownMetadata('robot', times, { ...annotated, ...leaving(times) }),
        automountServiceAccountToken: false,
        secrets: [{ name: 'robot-token' }],
        imagePullSecrets: [{ name: 'registry' }],
      },
    ],
    [
      'resourcequotas',
      {
        metadata: shownMetadata('compute', times, annotated),
        spec: { hard },
        status: { hard, used: { pods: '12', 'requests.cpu': '3', 'requests.memory': '3Gi', services: '3' } },
      },
    ],
    ['limitranges', { metadata: shownMetadata('defaults', times, annotated), spec: { limits: [limit] } }],
    [
      'configmaps',
      { metadata: shownMetadata('settings', times, { ...annotated, ...leaving(times) }), data: { mode: 'live' } },
    ],
    [
      'secrets',
      {
        metadata: shownMetadata('registry', times, { ...annotated, ...leaving(times) }),
        type: 'kubernetes.io/dockerconfigjson',
        data: {},
      },
    ],
    [
      'leases',
      {
        metadata: shownMetadata('leader', times, annotated),
        spec: {
          holderIdentity: 'leader-0',
          leaseDurationSeconds: 15,
          renewTime: times.recent.replace('Z', '.000000Z'),
        },
      },
    ],
  ];
}

function admission(times: ShowTimes): readonly Shown[] {
  const clientConfig = { service: { name: 'hooks', namespace: 'showcase', path: '/check', port: 443 } };
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*' }];
  const webhook = {
    name: 'pods.example.com',
    clientConfig,
    rules,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    failurePolicy: 'Ignore',
    timeoutSeconds: 5,
  };
  const byUrl = { ...webhook, name: 'url.example.com', clientConfig: { url: 'https://hooks.example.com/check' } };
  const webhooks = [webhook, byUrl];
  const matchConstraints = { resourceRules: rules, matchPolicy: 'Equivalent' };
  const metadata = unscoped('pods-have-an-owner', times);
  const mutation = { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } };
  return [
    ['validatingwebhookconfigurations', { metadata, webhooks }],
    ['mutatingwebhookconfigurations', { metadata, webhooks }],
    [
      'validatingadmissionpolicies',
      {
        metadata,
        spec: { failurePolicy: 'Fail', matchConstraints, validations: [{ expression: 'true' }] },
        status: { observedGeneration: 1 },
      },
    ],
    [
      'validatingadmissionpolicybindings',
      { metadata, spec: { policyName: 'pods-have-an-owner', validationActions: ['Warn', 'Audit'] } },
    ],
    [
      'mutatingadmissionpolicies',
      {
        metadata,
        spec: { failurePolicy: 'Ignore', reinvocationPolicy: 'Never', matchConstraints, mutations: [mutation] },
      },
    ],
    ['mutatingadmissionpolicybindings', { metadata, spec: { policyName: 'pods-have-an-owner' } }],
  ];
}

function access(times: ShowTimes): readonly Shown[] {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };
  const subjects = [{ kind: 'ServiceAccount', name: 'robot', namespace: 'showcase' }];
  const conditions = [
    { type: 'Approved', status: 'True', reason: 'AutoApproved', message: '', lastUpdateTime: times.created },
  ];
  const request = {
    signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
    username: 'system:node:node-0000',
    request: 'c2ltdWxhdGVk',
    usages: ['client auth'],
  };
  return [
    ['clusterroles', { metadata: unscoped('reader', times), rules }],
    ['clusterrolebindings', { metadata: unscoped('reader', times), roleRef, subjects }],
    ['roles', { metadata: shownMetadata('reader', times, annotated), rules }],
    ['rolebindings', { metadata: shownMetadata('reader', times, annotated), roleRef, subjects }],
    [
      'certificatesigningrequests',
      {
        metadata: unscoped('csr-node-0000', times),
        spec: request,
        status: { conditions, certificate: 'c2ltdWxhdGVk' },
      },
    ],
  ];
}

function storage(times: ShowTimes, node: string): readonly Shown[] {
  const claimSpec = {
    accessModes: ['ReadOnlyMany'],
    resources: { requests: { storage: '50Gi' } },
    storageClassName: 'archive',
    volumeMode: 'Filesystem',
    volumeName: 'archive-0',
  };
  const resizing = { type: 'FileSystemResizePending', status: 'True', lastTransitionTime: times.recent };
  const csi = { driver: 'simulated.csi.example.com', volumeHandle: 'archive-0' };
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    namespace: 'showcase',
    name: 'archive',
    uid: 'a0000000-0000-4000-a000-00000000a001',
  };
  const volume = {
    accessModes: ['ReadOnlyMany'],
    capacity: { storage: '50Gi' },
    claimRef,
    csi,
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'archive',
    volumeMode: 'Filesystem',
  };
  return [
    [
      'storageclasses',
      {
        metadata: unscoped('archive', times),
        provisioner: 'simulated.csi.example.com',
        reclaimPolicy: 'Retain',
        volumeBindingMode: 'Immediate',
        allowVolumeExpansion: true,
      },
    ],
    [
      'persistentvolumeclaims',
      {
        metadata: shownMetadata('archive', times, { ...annotated, uid: claimRef.uid, ...leaving(times) }),
        spec: claimSpec,
        status: {
          phase: 'Bound',
          accessModes: ['ReadOnlyMany'],
          capacity: { storage: '40Gi' },
          conditions: [resizing],
        },
      },
    ],
    [
      'persistentvolumes',
      { metadata: unscoped('archive-0', times, leaving(times)), spec: volume, status: { phase: 'Bound' } },
    ],
    [
      'volumeattachments',
      {
        metadata: unscoped('csi-archive-0', times),
        spec: { attacher: 'simulated.csi.example.com', nodeName: node, source: { persistentVolumeName: 'archive-0' } },
        status: { attached: true, attachmentMetadata: { device: '/dev/vdb' } },
      },
    ],
  ];
}

function networking(times: ShowTimes): readonly Shown[] {
  const port = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' };
  const backend = { service: { name: 'shop', port: { number: 80 } } };
  const rule = { host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  const endpoint = {
    addresses: ['10.244.9.9'],
    conditions: { ready: true, serving: true, terminating: false },
    hostname: 'shop-0',
    nodeName: 'node-0000',
    zone: 'zone-a',
    hints: { forZones: [{ name: 'zone-a' }] },
    targetRef: { kind: 'Pod', namespace: 'showcase', name: 'shop-0' },
  };
  return [
    [
      'services',
      {
        metadata: shownMetadata('shop', times, { ...annotated, ...leaving(times) }),
        spec: {
          type: 'LoadBalancer',
          clusterIP: '10.96.255.1',
          clusterIPs: ['10.96.255.1'],
          externalIPs: ['198.51.100.7'],
          ports: [port],
        },
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.7', hostname: 'shop.lb.example.com' }] } },
      },
    ],
    [
      'services',
      {
        metadata: shownMetadata('partner', times),
        spec: { type: 'ExternalName', externalName: 'api.partner.example.com' },
      },
    ],
    [
      'endpointslices',
      {
        metadata: shownMetadata('shop-1', times, { ...annotated, labels: { 'kubernetes.io/service-name': 'shop' } }),
        addressType: 'IPv4',
        endpoints: [endpoint],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ],
    [
      'endpoints',
      {
        metadata: shownMetadata('shop', times, annotated),
        subsets: [
          {
            addresses: [{ ip: '10.244.9.9' }],
            notReadyAddresses: [{ ip: '10.244.9.10' }],
            ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
          },
        ],
      },
    ],
    ['ingressclasses', { metadata: unscoped('public', times), spec: { controller: 'example.com/ingress' } }],
    [
      'ingresses',
      {
        metadata: shownMetadata('shop', times, annotated),
        spec: {
          ingressClassName: 'public',
          rules: [rule],
          tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }],
        },
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
      },
    ],
    [
      'networkpolicies',
      {
        metadata: shownMetadata('default-deny', times, annotated),
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
      },
    ],
  ];
}
