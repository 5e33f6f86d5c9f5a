import { statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily, generationFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

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
      'Nodes that run a pod of a DaemonSet and are meant to.',
    ),
    statusCount(
      'kube_daemonset_status_desired_number_scheduled',
      'desiredNumberScheduled',
      3,
      'Nodes that are meant to run a pod of a DaemonSet.',
    ),
    statusCount(
      'kube_daemonset_status_number_available',
      'numberAvailable',
      7,
      'Nodes on which a pod of a DaemonSet has been ready for long enough to count as available.',
    ),
    statusCount(
      'kube_daemonset_status_number_misscheduled',
      'numberMisscheduled',
      2,
      'Nodes that run a pod of a DaemonSet without being meant to.',
    ),
    statusCount(
      'kube_daemonset_status_number_ready',
      'numberReady',
      4,
      'Nodes on which a pod of a DaemonSet is ready.',
    ),
    statusCount(
      'kube_daemonset_status_number_unavailable',
      'numberUnavailable',
      8,
      'Nodes that lack an available pod of a DaemonSet.',
    ),
    statusCount(
      'kube_daemonset_status_observed_generation',
      'observedGeneration',
      5,
      'Generation of a DaemonSet that its controller has acted on.',
    ),
    statusCount(
      'kube_daemonset_status_updated_number_scheduled',
      'updatedNumberScheduled',
      6,
      'Nodes that run a pod of the present template of a DaemonSet.',
    ),
    generationFamily('kube_daemonset_metadata_generation', 'a DaemonSet'),
    deletionTimestampFamily('kube_daemonset_deletion_timestamp', 'a DaemonSet'),
    annotationsFamily('kube_daemonset_annotations', 'a DaemonSet'),
    labelsFamily('kube_daemonset_labels', 'a DaemonSet'),
  ],
});
