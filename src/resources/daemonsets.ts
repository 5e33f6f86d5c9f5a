import { statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily, generationFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** DaemonSets: pods by node. */
export const daemonsets = resource({
  plural: 'daemonsets',
  kind: 'DaemonSet',
  group: 'apps',
  identityLabels: [
    ['namespace', 'namespace'],
    ['daemonset', 'name'],
  ],
  families: [
    createdFamily('kube_daemonset_created', 'a DaemonSet'),
    statusCount(
      'kube_daemonset_status_current_number_scheduled',
      'currentNumberScheduled',
      1,
      'Number of nodes that run a pod of a DaemonSet and should run one.',
    ),
    statusCount(
      'kube_daemonset_status_desired_number_scheduled',
      'desiredNumberScheduled',
      3,
      'Number of nodes that should run a pod of a DaemonSet.',
    ),
    statusCount(
      'kube_daemonset_status_number_available',
      'numberAvailable',
      7,
      'Number of nodes with an available pod of a DaemonSet: one that has been ready for minReadySeconds.',
    ),
    statusCount(
      'kube_daemonset_status_number_misscheduled',
      'numberMisscheduled',
      2,
      'Number of nodes that run a pod of a DaemonSet but should not run one.',
    ),
    statusCount(
      'kube_daemonset_status_number_ready',
      'numberReady',
      4,
      'Number of nodes with a ready pod of a DaemonSet.',
    ),
    statusCount(
      'kube_daemonset_status_number_unavailable',
      'numberUnavailable',
      8,
      'Number of nodes that should run a pod of a DaemonSet but have no available one.',
    ),
    statusCount(
      'kube_daemonset_status_observed_generation',
      'observedGeneration',
      5,
      'Latest generation of a DaemonSet that its controller has observed.',
    ),
    statusCount(
      'kube_daemonset_status_updated_number_scheduled',
      'updatedNumberScheduled',
      6,
      'Number of nodes that run a pod of the current template of a DaemonSet.',
    ),
    generationFamily('kube_daemonset_metadata_generation', 'a DaemonSet'),
    deletionTimestampFamily('kube_daemonset_deletion_timestamp', 'a DaemonSet'),
    annotationsFamily('kube_daemonset_annotations', 'a DaemonSet'),
    labelsFamily('kube_daemonset_labels', 'a DaemonSet'),
  ],
});
