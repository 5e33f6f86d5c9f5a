import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { daemonsets } from './daemonsets.ts';

describe('daemonsets', () => {
  it('shows counts, set or not', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7', generation: 3 },
      status: { currentNumberScheduled: 1, desiredNumberScheduled: 2, numberReady: 4 },
    };
    expect(
      samplesOf(
        daemonsets,
        object,
        'kube_daemonset_status_current_number_scheduled',
        'kube_daemonset_status_desired_number_scheduled',
        'kube_daemonset_status_number_ready',
        'kube_daemonset_status_number_unavailable',
        'kube_daemonset_metadata_generation',
      ),
    ).toEqual([
      'kube_daemonset_status_current_number_scheduled{namespace="ns",daemonset="a"} 1',
      'kube_daemonset_status_desired_number_scheduled{namespace="ns",daemonset="a"} 2',
      'kube_daemonset_status_number_ready{namespace="ns",daemonset="a"} 4',
      'kube_daemonset_status_number_unavailable{namespace="ns",daemonset="a"} 0',
      'kube_daemonset_metadata_generation{namespace="ns",daemonset="a"} 3',
    ]);
  });
});
