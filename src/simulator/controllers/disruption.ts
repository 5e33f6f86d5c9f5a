import { at } from '../objects.ts';
import { type Controller, statusChange } from './change.ts';
import { isActive, isReady, setCondition } from './conditions.ts';
import { matches } from './labels.ts';
import { amountOf } from './rollout.ts';
import type { Condition, LabelSelector, Pod } from './types.ts';

/** Counts the pods of a PodDisruptionBudget and the evictions that it permits. */
export const disruptionBudgets: Controller = {
  plural: 'poddisruptionbudgets',
  reconcile(budget, { inNamespace, nowMs }) {
    const selector = at(budget, 'spec', 'selector') as LabelSelector | undefined;
    const pods = [...(inNamespace('pods', budget.metadata.namespace ?? '') as Iterable<Pod>)].filter(
      (pod) => isActive(pod) && matches(selector, pod.metadata.labels),
    );
    const expected = pods.length;
    const minAvailable = at(budget, 'spec', 'minAvailable');
    const desired =
      minAvailable === undefined
        ? Math.max(0, expected - amountOf(at(budget, 'spec', 'maxUnavailable') ?? 1, expected, Math.ceil))
        : amountOf(minAvailable, expected, Math.ceil);
    const healthy = pods.filter(isReady).length;
    const allowed = Math.max(0, healthy - desired);
    const before = at(budget, 'status', 'conditions') as readonly Condition[] | undefined;
    const next = {
      type: 'DisruptionAllowed',
      status: allowed > 0 ? 'True' : 'False',
      reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
    };
    return statusChange('poddisruptionbudgets', budget, {
      observedGeneration: Number(budget.metadata.generation ?? 1),
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: expected,
      conditions: setCondition(before, next, nowMs),
    });
  },
};
