import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { serviceaccounts } from './serviceaccounts.ts';

describe('serviceaccounts', () => {
  it('shows secrets and tokens', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        deletionTimestamp: '2024-03-01T00:00:00Z',
      },
      automountServiceAccountToken: false,
      secrets: [{ name: 's' }],
      imagePullSecrets: [{ name: 't' }],
    };
    expect(
      samplesOf(
        serviceaccounts,
        object,
        'kube_serviceaccount_info',
        'kube_serviceaccount_deleted',
        'kube_serviceaccount_secret',
        'kube_serviceaccount_image_pull_secret',
      ),
    ).toEqual([
      'kube_serviceaccount_info{namespace="ns",serviceaccount="a",uid="u",automount_token="false"} 1',
      'kube_serviceaccount_deleted{namespace="ns",serviceaccount="a",uid="u"} 1.7092512e+09',
      'kube_serviceaccount_secret{namespace="ns",serviceaccount="a",uid="u",name="s"} 1',
      'kube_serviceaccount_image_pull_secret{namespace="ns",serviceaccount="a",uid="u",name="t"} 1',
    ]);
  });

  it('leaves empty what is unset', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(serviceaccounts, object, 'kube_serviceaccount_info')).toEqual([
      'kube_serviceaccount_info{namespace="ns",serviceaccount="a",uid="u",automount_token=""} 1',
    ]);
  });
});
