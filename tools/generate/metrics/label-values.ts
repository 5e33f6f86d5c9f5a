/** Values of labels that have few, for the pages of metrics. */

/** Values of a label. */
export interface LabelValues {
  /** Names of families that have it, from beginning to end. */
  readonly family: RegExp;
  readonly label: string;
  readonly values: readonly string[];
  /** Whether the cluster can bring further ones. */
  readonly open?: true;
}

const STATUSES = ['true', 'false', 'unknown'] as const;

/** Values that Kubernetes or the program gives to labels. The test holds them against the conformance corpus. */
export const labelValues: readonly LabelValues[] = [
  all(/kube_pod_status_(ready|scheduled)/, 'condition', STATUSES),
  all(/kube_job_(complete|failed)/, 'condition', STATUSES),
  all(/kube_\w+_condition/, 'status', STATUSES),
  some(/kube_node_status_condition/, 'condition', [
    'Ready',
    'MemoryPressure',
    'DiskPressure',
    'PIDPressure',
    'NetworkUnavailable',
  ]),
  some(/kube_deployment_status_condition/, 'condition', ['Available', 'Progressing', 'ReplicaFailure']),
  all(/kube_deployment_status_condition/, 'reason', [
    'MinimumReplicasAvailable',
    'MinimumReplicasUnavailable',
    'NewReplicaSetAvailable',
    'NewReplicaSetCreated',
    'FoundNewReplicaSet',
    'ReplicaSetUpdated',
    'DeploymentPaused',
    'DeploymentResumed',
    'ProgressDeadlineExceeded',
    'FailedCreate',
    'ReplicaSetCreateError',
    'unknown',
  ]),
  some(/kube_horizontalpodautoscaler_status_condition/, 'condition', [
    'AbleToScale',
    'ScalingActive',
    'ScalingLimited',
    'ScaledToZero',
  ]),
  some(/kube_namespace_status_condition/, 'condition', [
    'NamespaceDeletionDiscoveryFailure',
    'NamespaceDeletionContentFailure',
    'NamespaceDeletionGroupVersionParsingFailure',
    'NamespaceContentRemaining',
    'NamespaceFinalizersRemaining',
  ]),
  some(/kube_persistentvolumeclaim_status_condition/, 'condition', [
    'Resizing',
    'FileSystemResizePending',
    'ControllerResizeError',
    'NodeResizeError',
    'ModifyingVolume',
    'ModifyVolumeError',
  ]),
  all(/kube_certificatesigningrequest_condition/, 'condition', ['approved', 'denied', 'failed']),

  all(/kube_pod_status_phase/, 'phase', ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']),
  all(/kube_namespace_status_phase/, 'phase', ['Active', 'Terminating']),
  all(/kube_persistentvolume_status_phase/, 'phase', ['Pending', 'Available', 'Bound', 'Released', 'Failed']),
  all(/kube_persistentvolumeclaim_status_phase/, 'phase', ['Pending', 'Bound', 'Lost']),

  all(/kube_pod_status_reason/, 'reason', [
    'Evicted',
    'NodeAffinity',
    'NodeLost',
    'PreemptionByScheduler',
    'SchedulingGated',
    'Shutdown',
    'TerminationByKubelet',
    'UnexpectedAdmissionError',
    'Other',
  ]),
  all(/kube_pod_status_disruption_reason/, 'reason', [
    'DeletionByPodGC',
    'DeletionByTaintManager',
    'EvictionByEvictionAPI',
    'PreemptionByScheduler',
    'TerminationByKubelet',
    'Other',
  ]),
  some(/kube_pod_(init_)?container_status_waiting_reason/, 'reason', [
    'ContainerCreating',
    'PodInitializing',
    'CrashLoopBackOff',
    'ImagePullBackOff',
    'ErrImagePull',
    'InvalidImageName',
    'CreateContainerConfigError',
    'CreateContainerError',
    'RunContainerError',
  ]),
  some(/kube_pod_(init_)?container_status_(last_)?terminated_reason/, 'reason', [
    'Completed',
    'Error',
    'OOMKilled',
    'ContainerCannotRun',
    'StartError',
    'DeadlineExceeded',
    'Evicted',
    'NodeLost',
  ]),
  all(/kube_job_status_failed/, 'reason', ['BackoffLimitExceeded', 'DeadlineExceeded', 'Evicted', '']),

  all(/kube_pod_status_qos_class/, 'qos_class', ['Guaranteed', 'Burstable', 'BestEffort']),
  all(/kube_pod_restart_policy/, 'type', ['Always', 'OnFailure', 'Never']),
  all(/kube_pod_init_container_info/, 'restart_policy', ['Always', '']),
  all(/kube_pod_ips/, 'ip_family', ['4', '6']),
  all(/kube_pod_spec_volumes_persistentvolumeclaims_\w+/, 'ephemeral', ['true', 'false']),
  all(/kube_pod_tolerations/, 'operator', ['Exists', 'Equal', 'Gt', 'Lt', '']),
  all(/kube_pod_tolerations/, 'effect', ['NoSchedule', 'PreferNoSchedule', 'NoExecute', '']),
  all(/kube_node_spec_taint/, 'effect', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
  all(/kube_node_status_addresses/, 'type', ['Hostname', 'InternalIP', 'ExternalIP', 'InternalDNS', 'ExternalDNS']),
  some(/kube_node_status_(capacity|allocatable)/, 'resource', [
    'cpu',
    'memory',
    'pods',
    'ephemeral_storage',
    'hugepages_2Mi',
    'hugepages_1Gi',
    'nvidia_com_gpu',
  ]),
  some(/kube_pod_(init_)?container_resource_(requests|limits)/, 'resource', [
    'cpu',
    'memory',
    'ephemeral_storage',
    'hugepages_2Mi',
    'hugepages_1Gi',
    'nvidia_com_gpu',
  ]),
  all(/kube_(node_status_(capacity|allocatable)|pod_(init_)?container_resource_\w+)/, 'unit', [
    'core',
    'byte',
    'integer',
  ]),

  all(/kube_\w+_owner/, 'owner_is_controller', ['true', 'false', '']),
  all(/kube_cronjob_info/, 'concurrency_policy', ['Allow', 'Forbid', 'Replace']),
  all(/kube_resourcequota/, 'type', ['hard', 'used']),
  some(/kube_limitrange/, 'type', ['Container', 'Pod', 'PersistentVolumeClaim']),
  all(/kube_limitrange/, 'constraint', ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio']),
  all(/kube_horizontalpodautoscaler_\w+_target_metric/, 'metric_target_type', ['utilization', 'average', 'value']),
  all(/kube_persistentvolume(claim)?_access_mode/, 'access_mode', [
    'ReadWriteOnce',
    'ReadOnlyMany',
    'ReadWriteMany',
    'ReadWriteOncePod',
  ]),
  all(/kube_persistentvolume_info/, 'reclaim_policy', ['Retain', 'Delete', 'Recycle']),
  some(/kube_storageclass_info/, 'reclaim_policy', ['Retain', 'Delete']),
  some(/kube_storageclass_info/, 'volume_binding_mode', ['Immediate', 'WaitForFirstConsumer']),
  all(/kube_persistentvolumeclaim_info/, 'volumemode', ['Filesystem', 'Block', '']),
  all(/kube_service_spec_type/, 'type', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
  all(/kube_service_info/, 'external_traffic_policy', ['Cluster', 'Local', '']),
  all(/kube_ingress_path/, 'path_type', ['Exact', 'Prefix', 'ImplementationSpecific']),
  some(/kube_secret_type/, 'type', [
    'Opaque',
    'kubernetes.io/tls',
    'kubernetes.io/dockerconfigjson',
    'kubernetes.io/service-account-token',
    'kubernetes.io/basic-auth',
    'kubernetes.io/ssh-auth',
    'bootstrap.kubernetes.io/token',
  ]),
  all(/kube_endpointslice_info/, 'addresstype', ['IPv4', 'IPv6', 'FQDN']),
  all(/kube_endpoint_address/, 'ready', ['true', 'false']),
  ...['ready', 'serving', 'terminating'].map((l) => all(/kube_endpointslice_endpoints/, l, ['true', 'false', ''])),
  all(/kube_statefulset_persistentvolumeclaim_retention_policy/, 'when_deleted', ['Retain', 'Delete']),
  all(/kube_statefulset_persistentvolumeclaim_retention_policy/, 'when_scaled', ['Retain', 'Delete']),
  all(/kube_serviceaccount_info/, 'automount_token', ['true', 'false', '']),
  some(/kube_\w+binding_info/, 'roleref_kind', ['ClusterRole', 'Role']),
  all(/kube_\w+binding_info/, 'param_not_found_action', ['Allow', 'Deny', '']),
  some(/kube_\w+admissionpolicy_info/, 'failure_policy', ['Fail', 'Ignore']),
  all(/kube_\w+admissionpolicy_info/, 'reinvocation_policy', ['Never', 'IfNeeded', '']),
  some(/kube_validatingadmissionpolicybinding_validation_action/, 'action', ['Deny', 'Warn', 'Audit']),
];

function all(family: RegExp, label: string, values: readonly string[]): LabelValues {
  return { family, label, values };
}

function some(family: RegExp, label: string, values: readonly string[]): LabelValues {
  return { family, label, values, open: true };
}

/** Returns the values of a label of a family, if there is a row for it. */
export function valuesOf(family: string, label: string): LabelValues | undefined {
  return labelValues.find((row) => row.label === label && new RegExp(`^(?:${row.family.source})$`).test(family));
}
