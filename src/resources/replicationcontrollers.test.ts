import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { replicationcontrollers } from './replicationcontrollers.ts';

describe('replicationcontrollers', () => {
  it('shows wanted pods where they are set', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { replicas: 2 },
      status: { availableReplicas: 1 },
    };
    expect(samplesOf(replicationcontrollers, object)).toEqual([
      'kube_replicationcontroller_status_replicas{namespace="ns",replicationcontroller="a"} 0',
      'kube_replicationcontroller_status_fully_labeled_replicas{namespace="ns",replicationcontroller="a"} 0',
      'kube_replicationcontroller_status_ready_replicas{namespace="ns",replicationcontroller="a"} 0',
      'kube_replicationcontroller_status_available_replicas{namespace="ns",replicationcontroller="a"} 1',
      'kube_replicationcontroller_status_observed_generation{namespace="ns",replicationcontroller="a"} 0',
      'kube_replicationcontroller_spec_replicas{namespace="ns",replicationcontroller="a"} 2',
      'kube_replicationcontroller_metadata_generation{namespace="ns",replicationcontroller="a"} 0',
      'kube_replicationcontroller_owner{namespace="ns",replicationcontroller="a",owner_kind="",owner_name="",owner_is_controller=""} 1',
    ]);
  });

  it('goes without', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(replicationcontrollers, object, 'kube_replicationcontroller_spec_replicas')).toEqual([]);
  });
});
