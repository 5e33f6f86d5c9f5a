import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { networkpolicies } from './networkpolicies.ts';

describe('networkpolicies', () => {
  it('counts rules', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: { ingress: [{}, {}], egress: [{}] },
    };
    expect(samplesOf(networkpolicies, object)).toEqual([
      'kube_networkpolicy_created{namespace="ns",networkpolicy="a"} 1.7092512e+09',
      'kube_networkpolicy_annotations{namespace="ns",networkpolicy="a"} 1',
      'kube_networkpolicy_labels{namespace="ns",networkpolicy="a"} 1',
      'kube_networkpolicy_spec_ingress_rules{namespace="ns",networkpolicy="a"} 2',
      'kube_networkpolicy_spec_egress_rules{namespace="ns",networkpolicy="a"} 1',
    ]);
  });

  it('shows the year 1 for no time', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(
      samplesOf(networkpolicies, object, 'kube_networkpolicy_created', 'kube_networkpolicy_spec_egress_rules'),
    ).toEqual([
      'kube_networkpolicy_created{namespace="ns",networkpolicy="a"} -6.21355968e+10',
      'kube_networkpolicy_spec_egress_rules{namespace="ns",networkpolicy="a"} 0',
    ]);
  });
});
