/** The kinds that the simulated API server knows from the start. Custom resource definitions add more. */

export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortName: string;
  /** Name of its message in protobuf-fields.json; undefined: JSON only, as for custom resources. */
  readonly message: string | undefined;
}

type Row = readonly [string, string, string, string, boolean, string, string | undefined];

const rows: readonly Row[] = [
  [
    'certificates.k8s.io',
    'v1',
    'certificatesigningrequests',
    'CertificateSigningRequest',
    false,
    'csr',
    'certificates.v1.CertificateSigningRequest',
  ],
  [
    'rbac.authorization.k8s.io',
    'v1',
    'clusterrolebindings',
    'ClusterRoleBinding',
    false,
    '',
    'rbac.v1.ClusterRoleBinding',
  ],
  ['rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', false, '', 'rbac.v1.ClusterRole'],
  ['', 'v1', 'configmaps', 'ConfigMap', true, 'cm', 'core.v1.ConfigMap'],
  ['batch', 'v1', 'cronjobs', 'CronJob', true, 'cj', 'batch.v1.CronJob'],
  ['apps', 'v1', 'daemonsets', 'DaemonSet', true, 'ds', 'apps.v1.DaemonSet'],
  ['apps', 'v1', 'deployments', 'Deployment', true, 'deploy', 'apps.v1.Deployment'],
  ['', 'v1', 'endpoints', 'Endpoints', true, 'ep', 'core.v1.Endpoints'],
  ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', true, '', 'discovery.v1.EndpointSlice'],
  ['', 'v1', 'events', 'Event', true, 'ev', 'core.v1.Event'],
  [
    'autoscaling',
    'v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    true,
    'hpa',
    'autoscaling.v2.HorizontalPodAutoscaler',
  ],
  ['networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', false, '', 'networking.v1.IngressClass'],
  ['networking.k8s.io', 'v1', 'ingresses', 'Ingress', true, 'ing', 'networking.v1.Ingress'],
  ['batch', 'v1', 'jobs', 'Job', true, '', 'batch.v1.Job'],
  ['coordination.k8s.io', 'v1', 'leases', 'Lease', true, '', 'coordination.v1.Lease'],
  ['', 'v1', 'limitranges', 'LimitRange', true, 'limits', 'core.v1.LimitRange'],
  [
    'admissionregistration.k8s.io',
    'v1',
    'mutatingadmissionpolicies',
    'MutatingAdmissionPolicy',
    false,
    '',
    'admissionregistration.v1.MutatingAdmissionPolicy',
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    'mutatingadmissionpolicybindings',
    'MutatingAdmissionPolicyBinding',
    false,
    '',
    'admissionregistration.v1.MutatingAdmissionPolicyBinding',
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    false,
    '',
    'admissionregistration.v1.MutatingWebhookConfiguration',
  ],
  ['', 'v1', 'namespaces', 'Namespace', false, 'ns', 'core.v1.Namespace'],
  ['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy', true, 'netpol', 'networking.v1.NetworkPolicy'],
  ['', 'v1', 'nodes', 'Node', false, 'no', 'core.v1.Node'],
  ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc', 'core.v1.PersistentVolumeClaim'],
  ['', 'v1', 'persistentvolumes', 'PersistentVolume', false, 'pv', 'core.v1.PersistentVolume'],
  ['policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb', 'policy.v1.PodDisruptionBudget'],
  ['', 'v1', 'pods', 'Pod', true, 'po', 'core.v1.Pod'],
  ['apps', 'v1', 'replicasets', 'ReplicaSet', true, 'rs', 'apps.v1.ReplicaSet'],
  ['', 'v1', 'replicationcontrollers', 'ReplicationController', true, 'rc', 'core.v1.ReplicationController'],
  ['', 'v1', 'resourcequotas', 'ResourceQuota', true, 'quota', 'core.v1.ResourceQuota'],
  ['rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding', true, '', 'rbac.v1.RoleBinding'],
  ['rbac.authorization.k8s.io', 'v1', 'roles', 'Role', true, '', 'rbac.v1.Role'],
  ['', 'v1', 'secrets', 'Secret', true, '', 'core.v1.Secret'],
  ['', 'v1', 'serviceaccounts', 'ServiceAccount', true, 'sa', 'core.v1.ServiceAccount'],
  ['', 'v1', 'services', 'Service', true, 'svc', 'core.v1.Service'],
  ['apps', 'v1', 'statefulsets', 'StatefulSet', true, 'sts', 'apps.v1.StatefulSet'],
  ['storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', false, 'sc', 'storage.v1.StorageClass'],
  [
    'admissionregistration.k8s.io',
    'v1',
    'validatingadmissionpolicies',
    'ValidatingAdmissionPolicy',
    false,
    '',
    'admissionregistration.v1.ValidatingAdmissionPolicy',
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    false,
    '',
    'admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    false,
    '',
    'admissionregistration.v1.ValidatingWebhookConfiguration',
  ],
  ['storage.k8s.io', 'v1', 'volumeattachments', 'VolumeAttachment', false, '', 'storage.v1.VolumeAttachment'],
  ['apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition', false, 'crd', undefined],
];

/** The kinds that need no custom resource definition. */
export const builtinKinds: readonly Kind[] = rows.map(
  ([group, version, plural, kind, namespaced, shortName, message]) => ({
    group,
    version,
    plural,
    kind,
    namespaced,
    shortName,
    message,
  }),
);

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group ? `${group}/${version}` : version;
}

/** The key under which a kind's objects are kept. */
export function kindKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
