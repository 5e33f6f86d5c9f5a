import type { Options } from '../model/options.ts';

/** Families by purpose, for --metric-profile. */

/** Families that show what exists and whether it runs. */
const minimal = [
  'kube_namespace_created',
  'kube_node_info',
  'kube_node_spec_unschedulable',
  'kube_node_status_condition',
  'kube_pod_info',
  'kube_pod_owner',
  'kube_pod_status_phase',
  'kube_pod_status_ready',
  'kube_pod_container_status_restarts_total',
  'kube_deployment_spec_replicas',
  'kube_deployment_status_replicas_available',
  'kube_replicaset_owner',
  'kube_statefulset_replicas',
  'kube_statefulset_status_replicas_ready',
  'kube_daemonset_status_desired_number_scheduled',
  'kube_daemonset_status_number_available',
  'kube_job_failed',
  'kube_job_owner',
];

/** Further families that the rules and dashboards of the kubernetes-mixin read (monitoring.mixins.dev). */
const alerts = [
  'kube_daemonset_status_current_number_scheduled',
  'kube_daemonset_status_number_misscheduled',
  'kube_daemonset_status_updated_number_scheduled',
  'kube_deployment_metadata_generation',
  'kube_deployment_status_condition',
  'kube_deployment_status_observed_generation',
  'kube_deployment_status_replicas_updated',
  'kube_horizontalpodautoscaler_spec_max_replicas',
  'kube_horizontalpodautoscaler_spec_min_replicas',
  'kube_horizontalpodautoscaler_status_current_replicas',
  'kube_horizontalpodautoscaler_status_desired_replicas',
  'kube_job_status_active',
  'kube_job_status_start_time',
  'kube_namespace_status_phase',
  'kube_node_role',
  'kube_node_spec_taint',
  'kube_node_status_allocatable',
  'kube_node_status_capacity',
  'kube_persistentvolume_status_phase',
  'kube_persistentvolumeclaim_access_mode',
  'kube_persistentvolumeclaim_labels',
  'kube_pod_container_info',
  'kube_pod_container_resource_limits',
  'kube_pod_container_resource_requests',
  'kube_pod_container_status_waiting_reason',
  'kube_pod_labels',
  'kube_pod_status_reason',
  'kube_poddisruptionbudget_status_current_healthy',
  'kube_poddisruptionbudget_status_desired_healthy',
  'kube_resourcequota',
  'kube_statefulset_metadata_generation',
  'kube_statefulset_status_current_revision',
  'kube_statefulset_status_observed_generation',
  'kube_statefulset_status_replicas',
  'kube_statefulset_status_replicas_updated',
  'kube_statefulset_status_update_revision',
];

/** The families of a profile; undefined: all. */
export const profiles: Readonly<Record<Options['metricProfile'], ReadonlySet<string> | undefined>> = {
  minimal: new Set(minimal),
  alerts: new Set([...minimal, ...alerts]),
  full: undefined,
};
