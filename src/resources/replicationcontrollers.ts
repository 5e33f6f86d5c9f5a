import { specCount, statusCount } from '../families/counts.ts';
import { createdFamily, generationFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { resource } from '../model/resource.ts';

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
      'Pods of a ReplicationController that there are.',
    ),
    statusCount(
      'kube_replicationcontroller_status_fully_labeled_replicas',
      'fullyLabeledReplicas',
      2,
      'Pods of a ReplicationController that have all labels of its template.',
    ),
    statusCount(
      'kube_replicationcontroller_status_ready_replicas',
      'readyReplicas',
      4,
      'Pods of a ReplicationController that are ready.',
    ),
    statusCount(
      'kube_replicationcontroller_status_available_replicas',
      'availableReplicas',
      5,
      'Pods of a ReplicationController that have been ready for long enough to count as available.',
    ),
    statusCount(
      'kube_replicationcontroller_status_observed_generation',
      'observedGeneration',
      3,
      'Generation of a ReplicationController that its controller has acted on.',
    ),
    specCount(
      'kube_replicationcontroller_spec_replicas',
      'replicas',
      1,
      'Pods that a ReplicationController is to have.',
    ),
    generationFamily('kube_replicationcontroller_metadata_generation', 'a ReplicationController'),
    ownerFamily('kube_replicationcontroller_owner', 'a ReplicationController', 'ALPHA'),
  ],
});
