import { conditionsFamily } from '../families/conditions.ts';
import { requiredSpecCount, statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily, generationFamily } from '../families/metadata.ts';
import { type Family, family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, optInt, optMsg, quantity, str } from '../model/schema.ts';
import { approximateOf } from '../values/quantity.ts';
import { currentMetricFamily, targetMetricFamily } from './horizontalpodautoscalers/metrics.ts';

function toleranceFamily(name: string, direction: 'scaleUp' | 'scaleDown', no: number, help: string): Family {
  return family({
    name,
    help,
    reads: {
      spec: msg(2, { behavior: optMsg(5, { [direction]: optMsg(no, { tolerance: quantity(4) }) }) }),
    },
    render: ({ spec }, samples) => {
      const text = spec.behavior?.[direction]?.tolerance;
      const tolerance = text === undefined ? undefined : approximateOf(text);
      if (tolerance !== undefined) samples.value(tolerance);
    },
  });
}

/** HorizontalPodAutoscalers: limits, targets and current values. */
export const horizontalpodautoscalers = resource({
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  group: 'autoscaling',
  version: 'v2',
  identityLabels: [
    ['namespace', 'namespace'],
    ['horizontalpodautoscaler', 'name'],
  ],
  families: [
    family({
      name: 'kube_horizontalpodautoscaler_info',
      help: 'Object that a HorizontalPodAutoscaler scales, as labels; the value is always 1.',
      labels: ['scaletargetref_api_version', 'scaletargetref_kind', 'scaletargetref_name'],
      reads: { spec: msg(2, { scaleTargetRef: msg(1, { kind: str(1), name: str(2), apiVersion: str(3) }) }) },
      render: ({ spec }, samples) => {
        const { apiVersion, kind, name } = spec.scaleTargetRef;
        if (apiVersion !== '') samples.label('scaletargetref_api_version', apiVersion);
        samples.label('scaletargetref_kind', kind).label('scaletargetref_name', name).value(1);
      },
    }),
    generationFamily('kube_horizontalpodautoscaler_metadata_generation', 'a HorizontalPodAutoscaler'),
    requiredSpecCount(
      'kube_horizontalpodautoscaler_spec_max_replicas',
      'maxReplicas',
      3,
      'Maximum number of pods that a HorizontalPodAutoscaler may set.',
    ),
    family({
      name: 'kube_horizontalpodautoscaler_spec_min_replicas',
      help: 'Minimum number of pods that a HorizontalPodAutoscaler may set; 1 if unset.',
      stability: 'STABLE',
      reads: { spec: msg(2, { minReplicas: optInt(2) }) },
      render: ({ spec }, samples) => samples.value(spec.minReplicas ?? 1),
    }),
    targetMetricFamily,
    toleranceFamily(
      'kube_horizontalpodautoscaler_spec_behavior_scale_down_tolerance',
      'scaleDown',
      2,
      'Tolerance below the target within which a HorizontalPodAutoscaler does not scale down, as a ratio of the target.',
    ),
    toleranceFamily(
      'kube_horizontalpodautoscaler_spec_behavior_scale_up_tolerance',
      'scaleUp',
      1,
      'Tolerance above the target within which a HorizontalPodAutoscaler does not scale up, as a ratio of the target.',
    ),
    currentMetricFamily,
    statusCount(
      'kube_horizontalpodautoscaler_status_current_replicas',
      'currentReplicas',
      3,
      'Number of pods that a HorizontalPodAutoscaler last observed.',
    ),
    statusCount(
      'kube_horizontalpodautoscaler_status_desired_replicas',
      'desiredReplicas',
      4,
      'Number of pods that a HorizontalPodAutoscaler last computed as desired.',
    ),
    annotationsFamily('kube_horizontalpodautoscaler_annotations', 'a HorizontalPodAutoscaler'),
    labelsFamily('kube_horizontalpodautoscaler_labels', 'a HorizontalPodAutoscaler'),
    conditionsFamily('kube_horizontalpodautoscaler_status_condition', 'a HorizontalPodAutoscaler', 6),
    createdFamily('kube_horizontalpodautoscaler_created', 'a HorizontalPodAutoscaler', 'ALPHA'),
    deletionTimestampFamily('kube_horizontalpodautoscaler_deletion_timestamp', 'a HorizontalPodAutoscaler'),
  ],
});
