/** An example query of a resource. */
export interface ExampleQuery {
  /** Begins with a capital letter and has no period. */
  readonly title: string;
  readonly query: string;
}

/** Queries for common questions, by the plural of the resource on whose page they are. */
export const exampleQueries: Readonly<Record<string, readonly ExampleQuery[]>> = {
  certificatesigningrequests: [
    {
      title: 'Requests that are neither approved nor denied',
      query:
        'kube_certificatesigningrequest_created unless on (certificatesigningrequest) (kube_certificatesigningrequest_condition{condition=~"approved|denied"} > 0)',
    },
  ],
  configmaps: [{ title: 'ConfigMaps by namespace', query: 'count by (namespace) (kube_configmap_info)' }],
  cronjobs: [
    {
      title: 'CronJobs that are more than ten minutes late',
      query: 'time() - kube_cronjob_next_schedule_time > 600',
    },
    {
      title: 'Time since the last success',
      query: 'time() - kube_cronjob_status_last_successful_time',
    },
  ],
  daemonsets: [
    {
      title: 'DaemonSets with pods that are not available',
      query: 'kube_daemonset_status_desired_number_scheduled - kube_daemonset_status_number_available > 0',
    },
  ],
  deployments: [
    {
      title: 'Deployments with fewer available pods than desired',
      query: 'kube_deployment_spec_replicas > kube_deployment_status_replicas_available',
    },
    {
      title: 'Rollouts that are stuck',
      query: 'kube_deployment_status_condition{condition="Progressing",status="false"} == 1',
    },
  ],
  endpointslices: [
    {
      title: 'Endpoints that are not ready, by namespace',
      query: 'count by (namespace) (kube_endpointslice_endpoints{ready="false"})',
    },
  ],
  horizontalpodautoscalers: [
    {
      title: 'Autoscalers at their maximum',
      query: 'kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas',
    },
  ],
  ingresses: [{ title: 'Ingresses by class', query: 'count by (ingressclass) (kube_ingress_info)' }],
  jobs: [
    { title: 'Failed Jobs', query: 'kube_job_failed{condition="true"} == 1' },
    {
      title: 'Jobs that have run for more than an hour',
      query: 'time() - (kube_job_status_start_time unless kube_job_status_completion_time) > 3600',
    },
  ],
  leases: [{ title: 'Leases that nobody has renewed for two minutes', query: 'time() - kube_lease_renew_time > 120' }],
  namespaces: [
    { title: 'Namespaces that are being deleted', query: 'kube_namespace_status_phase{phase="Terminating"} == 1' },
  ],
  nodes: [
    { title: 'Nodes that are not ready', query: 'kube_node_status_condition{condition="Ready",status="true"} == 0' },
    {
      title: 'Share of allocatable CPU that pods request, by node',
      query:
        'sum by (node) (kube_pod_container_resource_requests{resource="cpu"}) / sum by (node) (kube_node_status_allocatable{resource="cpu"})',
    },
    { title: 'Nodes by kubelet version', query: 'count by (kubelet_version) (kube_node_info)' },
  ],
  persistentvolumeclaims: [
    { title: 'Claims that are not bound', query: 'kube_persistentvolumeclaim_status_phase{phase!="Bound"} == 1' },
    {
      title: 'Requested storage by storage class',
      query:
        'sum by (storageclass) (kube_persistentvolumeclaim_resource_requests_storage_bytes * on (namespace, persistentvolumeclaim) group_left (storageclass) kube_persistentvolumeclaim_info)',
    },
  ],
  persistentvolumes: [
    { title: 'Volumes that failed', query: 'kube_persistentvolume_status_phase{phase="Failed"} == 1' },
  ],
  poddisruptionbudgets: [
    {
      title: 'Budgets that permit no disruption',
      query: 'kube_poddisruptionbudget_status_pod_disruptions_allowed == 0',
    },
  ],
  pods: [
    {
      title: 'Pods by phase',
      query: 'sum by (phase) (kube_pod_status_phase)',
    },
    {
      title: 'Pods that are pending or running but not ready',
      query:
        'kube_pod_status_ready{condition="true"} == 0 and on (namespace, pod, uid) kube_pod_status_phase{phase=~"Pending|Running"} == 1',
    },
    {
      title: 'Containers that restarted within the last hour',
      query: 'increase(kube_pod_container_status_restarts_total[1h]) > 0',
    },
    {
      title: 'Containers that were killed for lack of memory',
      query: 'kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1',
    },
    {
      title: 'Memory requests by team, with `--metric-labels-allowlist=pods=[team]`',
      query:
        'sum by (label_team) (kube_pod_container_resource_requests{resource="memory"} * on (namespace, pod, uid) group_left (label_team) kube_pod_labels)',
    },
  ],
  replicasets: [
    {
      title: 'ReplicaSets with fewer ready pods than desired',
      query: 'kube_replicaset_spec_replicas > kube_replicaset_status_ready_replicas',
    },
  ],
  resourcequotas: [
    {
      title: 'Quotas used by more than 90 %',
      query: 'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) > 0.9',
    },
  ],
  secrets: [{ title: 'Secrets by type', query: 'count by (type) (kube_secret_type)' }],
  services: [{ title: 'Services by type', query: 'count by (type) (kube_service_spec_type)' }],
  statefulsets: [
    {
      title: 'StatefulSets with fewer ready pods than desired',
      query: 'kube_statefulset_replicas > kube_statefulset_status_replicas_ready',
    },
  ],
  storageclasses: [
    { title: 'Storage classes by provisioner', query: 'count by (provisioner) (kube_storageclass_info)' },
  ],
  volumeattachments: [
    { title: 'Volumes that are not attached yet', query: 'kube_volumeattachment_status_attached == 0' },
  ],
};
