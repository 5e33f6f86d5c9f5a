import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { replicasets } from './replicasets.ts';

describe('replicasets', () => {
  it('shows counts and owners', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { replicas: 0 },
      status: { replicas: 1, readyReplicas: 1 },
    };
    expect(
      samplesOf(
        replicasets,
        object,
        'kube_replicaset_spec_replicas',
        'kube_replicaset_status_replicas',
        'kube_replicaset_status_terminating_replicas',
        'kube_replicaset_owner',
      ),
    ).toEqual([
      'kube_replicaset_status_replicas{namespace="ns",replicaset="a"} 1',
      'kube_replicaset_spec_replicas{namespace="ns",replicaset="a"} 0',
      'kube_replicaset_owner{namespace="ns",replicaset="a",owner_kind="",owner_name="",owner_is_controller=""} 1',
    ]);
  });
});
