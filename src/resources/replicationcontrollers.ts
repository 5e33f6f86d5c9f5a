import { specCount, statusCount } from '../families/counts.ts';
import { createdFamily, generationFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { resource } from '../model/resource.ts';

/** ReplicationControllers: replicas. */
export const replicationcontrollers = resource({
  plural: 'replicationcontrollers',
  kind: 'ReplicationController',
  identityLabels: [
    ['namespace', 'namespace'],
    ['replicationcontroller', 'name'],
  ],
  families: [
    createdFamily('kube_replicationcontroller_created', 'a ReplicationController'),
    statusCount(
      'kube_replicationcontroller_status_replicas',
      'replicas',
      1,
      'Number of pods of a ReplicationController.',
    ),
    statusCount(
      'kube_replicationcontroller_status_fully_labeled_replicas',
      'fullyLabeledReplicas',
      2,
      'Number of pods of a ReplicationController that have all labels of its pod template.',
    ),
    statusCount(
      'kube_replicationcontroller_status_ready_replicas',
      'readyReplicas',
      4,
      'Number of ready pods of a ReplicationController.',
    ),
    statusCount(
      'kube_replicationcontroller_status_available_replicas',
      'availableReplicas',
      5,
      'Number of available pods of a ReplicationController: those that have been ready for minReadySeconds.',
    ),
    statusCount(
      'kube_replicationcontroller_status_observed_generation',
      'observedGeneration',
      3,
      'Latest generation of a ReplicationController that its controller has observed.',
    ),
    specCount(
      'kube_replicationcontroller_spec_replicas',
      'replicas',
      1,
      'Desired number of pods of a ReplicationController.',
    ),
    generationFamily('kube_replicationcontroller_metadata_generation', 'a ReplicationController'),
    ownerFamily('kube_replicationcontroller_owner', 'a ReplicationController', 'ALPHA'),
  ],
});
