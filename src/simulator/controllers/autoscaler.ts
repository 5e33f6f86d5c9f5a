import { at, type Json, type JsonObject, textAt } from '../objects.ts';
import { type Change, type Controller, event, statusChange, update } from './change.ts';
import { holds, setCondition, timeText } from './conditions.ts';
import type { Condition, Workload } from './types.ts';

const SOURCE = 'horizontal-pod-autoscaler';
const PLURALS: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  ReplicaSet: 'replicasets',
};

/** Scales a workload by the simulated load of its HorizontalPodAutoscaler; without one it follows the workload. */
export const autoscalers: Controller = {
  plural: 'horizontalpodautoscalers',
  reconcile(hpa, world) {
    const { namespace = '' } = hpa.metadata;
    const plural = PLURALS[textAt(hpa, 'spec', 'scaleTargetRef', 'kind')] ?? '';
    const name = textAt(hpa, 'spec', 'scaleTargetRef', 'name');
    const target = (plural ? world.get(plural, namespace, name) : undefined) as Workload | undefined;
    const before = at(hpa, 'status', 'conditions') as readonly Condition[] | undefined;
    const set = (type: string, isTrue: boolean, reason: string, on?: readonly Condition[]): readonly Condition[] =>
      setCondition(on, { type, status: isTrue ? 'True' : 'False', reason, message: reason }, world.nowMs);
    if (!target)
      return statusChange('horizontalpodautoscalers', hpa, {
        currentReplicas: 0,
        desiredReplicas: 0,
        conditions: set('AbleToScale', false, 'FailedGetScale', before),
      });
    const current = target.spec.replicas ?? 1;
    const [min, max] = [Number(at(hpa, 'spec', 'minReplicas') ?? 1), Number(at(hpa, 'spec', 'maxReplicas') ?? 1)];
    const load = world.loadOf(hpa.metadata.uid);
    const asked = load === undefined ? current : Math.ceil(load);
    const desired = current === 0 ? 0 : Math.min(max, Math.max(min, asked));
    const isLimited = asked > max || asked < min;
    const reason = asked > max ? 'TooManyReplicas' : asked < min ? 'TooFewReplicas' : 'DesiredWithinRange';
    const able = set('AbleToScale', true, 'ReadyForNewScale', before);
    const active = holds(able, 'ScalingActive') ? able : set('ScalingActive', true, 'ValidMetricFound', able);
    return [
      ...(desired === current ? [] : scale(plural, target, desired)),
      ...statusChange('horizontalpodautoscalers', hpa, {
        observedGeneration: Number(hpa.metadata.generation ?? 1),
        currentReplicas: target.status?.replicas ?? 0,
        desiredReplicas: desired,
        conditions: set('ScalingLimited', isLimited, reason, active),
        currentMetrics: metricsOf(at(hpa, 'spec', 'metrics'), load === undefined ? 0.5 : load / Math.max(1, current)),
        ...(desired !== current && { lastScaleTime: timeText(world.nowMs) }),
      }),
    ];
  },
};

function scale(plural: string, target: Workload, replicas: number): readonly Change[] {
  const generation = (target.metadata.generation ?? 1) + 1;
  return [
    update(plural, target, { metadata: { generation }, spec: { ...target.spec, replicas } }),
    event(target, SOURCE, 'SuccessfulRescale', `New size: ${replicas}`),
  ];
}

/** Current values of resource metrics that are `share` of their targets. */
function metricsOf(metrics: Json | undefined, share: number): readonly JsonObject[] {
  return ((metrics ?? []) as readonly JsonObject[])
    .filter((metric) => metric.type === 'Resource')
    .map((metric) => {
      const target = Number(at(metric, 'resource', 'target', 'averageUtilization') ?? 100);
      const averageUtilization = Math.round(target * share);
      const current = { averageUtilization, averageValue: `${averageUtilization * 2}m` };
      return { type: 'Resource', resource: { name: textAt(metric, 'resource', 'name'), current } };
    });
}
