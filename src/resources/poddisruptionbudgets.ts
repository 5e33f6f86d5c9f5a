import { statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** PodDisruptionBudgets: healthy pods and allowed disruptions. */
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
      'Number of healthy pods that a PodDisruptionBudget covers.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_desired_healthy',
      'desiredHealthy',
      5,
      'Minimum number of healthy pods that a PodDisruptionBudget requires.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_pod_disruptions_allowed',
      'disruptionsAllowed',
      3,
      'Number of pods that a PodDisruptionBudget currently allows to be disrupted.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_expected_pods',
      'expectedPods',
      6,
      'Number of pods that a PodDisruptionBudget covers.',
    ),
    statusCount(
      'kube_poddisruptionbudget_status_observed_generation',
      'observedGeneration',
      1,
      'Latest generation of a PodDisruptionBudget that its controller has observed.',
    ),
    deletionTimestampFamily('kube_poddisruptionbudget_deletion_timestamp', 'a PodDisruptionBudget'),
  ],
});
