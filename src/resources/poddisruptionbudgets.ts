import { statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

export const poddisruptionbudgets = resource({
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  group: 'policy',
  identityLabels: [
    ['namespace', 'namespace'],
    ['poddisruptionbudget', 'name'],
  ],
  families: [
    annotationsFamily('kube_poddisruptionbudget_annotations', 'a PodDisruptionBudget'),
    labelsFamily('kube_poddisruptionbudget_labels', 'a PodDisruptionBudget', 'ALPHA'),
    createdFamily('kube_poddisruptionbudget_created', 'a PodDisruptionBudget'),
    statusCount(
      'kube_poddisruptionbudget_status_current_healthy',
      'currentHealthy',
      4,
      'Pods of a PodDisruptionBudget that are healthy.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_desired_healthy',
      'desiredHealthy',
      5,
      'Pods of a PodDisruptionBudget that have to stay healthy.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_pod_disruptions_allowed',
      'disruptionsAllowed',
      3,
      'Pods of a PodDisruptionBudget that may be evicted at present.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_expected_pods',
      'expectedPods',
      6,
      'Pods that a PodDisruptionBudget counts.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_observed_generation',
      'observedGeneration',
      1,
      'Generation of a PodDisruptionBudget that its status stands for.',
    ),
    deletionTimestampFamily('kube_poddisruptionbudget_deletion_timestamp', 'a PodDisruptionBudget'),
  ],
});
