import { optionalStatusCount, specCount, statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, generationFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { resource } from '../model/resource.ts';

/** ReplicaSets: replicas. */
export const replicasets = resource({
  plural: 'replicasets',
  kind: 'ReplicaSet',
  group: 'apps',
  syncRank: 7,
  identityLabels: [
    ['namespace', 'namespace'],
    ['replicaset', 'name'],
  ],
  families: [
    createdFamily('kube_replicaset_created', 'a ReplicaSet'),
    statusCount('kube_replicaset_status_replicas', 'replicas', 1, 'Number of pods of a ReplicaSet.'),
    statusCount(
      'kube_replicaset_status_fully_labeled_replicas',
      'fullyLabeledReplicas',
      2,
      'Number of pods of a ReplicaSet that have all labels of its pod template.',
    ),
    statusCount('kube_replicaset_status_ready_replicas', 'readyReplicas', 4, 'Number of ready pods of a ReplicaSet.'),
    optionalStatusCount(
      'kube_replicaset_status_terminating_replicas',
      'terminatingReplicas',
      7,
      'Number of terminating pods of a ReplicaSet.',
    ),
    statusCount(
      'kube_replicaset_status_observed_generation',
      'observedGeneration',
      3,
      'Latest generation of a ReplicaSet that its controller has observed.',
    ),
    specCount('kube_replicaset_spec_replicas', 'replicas', 1, 'Desired number of pods of a ReplicaSet.'),
    generationFamily('kube_replicaset_metadata_generation', 'a ReplicaSet'),
    ownerFamily('kube_replicaset_owner', 'a ReplicaSet'),
    annotationsFamily('kube_replicaset_annotations', 'a ReplicaSet'),
    labelsFamily('kube_replicaset_labels', 'a ReplicaSet'),
  ],
});
