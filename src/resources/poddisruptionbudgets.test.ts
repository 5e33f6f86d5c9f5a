import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { poddisruptionbudgets } from './poddisruptionbudgets.ts';

describe('poddisruptionbudgets', () => {
  it('shows counts, set or not', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { currentHealthy: 1, desiredHealthy: 2, disruptionsAllowed: 3, expectedPods: 4 },
    };
    expect(samplesOf(poddisruptionbudgets, object)).toEqual([
      'kube_poddisruptionbudget_annotations{namespace="ns",poddisruptionbudget="a"} 1',
      'kube_poddisruptionbudget_labels{namespace="ns",poddisruptionbudget="a"} 1',
      'kube_poddisruptionbudget_status_current_healthy{namespace="ns",poddisruptionbudget="a"} 1',
      'kube_poddisruptionbudget_status_desired_healthy{namespace="ns",poddisruptionbudget="a"} 2',
      'kube_poddisruptionbudget_status_pod_disruptions_allowed{namespace="ns",poddisruptionbudget="a"} 3',
      'kube_poddisruptionbudget_status_expected_pods{namespace="ns",poddisruptionbudget="a"} 4',
      'kube_poddisruptionbudget_status_observed_generation{namespace="ns",poddisruptionbudget="a"} 0',
    ]);
  });
});
