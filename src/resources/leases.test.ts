import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { leases } from './leases.ts';

describe('leases', () => {
  it('shows its namespace behind the owner', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        ownerReferences: [{ kind: 'Node', name: 'n' }],
      },
      spec: { holderIdentity: 'me', renewTime: '2024-03-01T00:00:00.999999Z' },
    };
    expect(samplesOf(leases, object)).toEqual([
      'kube_lease_owner{lease="a",owner_kind="Node",owner_name="n",namespace="ns",lease_holder="me"} 1',
      'kube_lease_renew_time{lease="a",namespace="ns"} 1.7092512e+09',
    ]);
  });

  it('leaves empty what is unset', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(leases, object)).toEqual([
      'kube_lease_owner{lease="a",owner_kind="",owner_name="",namespace="ns",lease_holder=""} 1',
    ]);
  });
});
