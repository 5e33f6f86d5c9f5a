import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { secrets } from './secrets.ts';

describe('secrets', () => {
  it('shows its type', () => {
    const object = {
      metadata: { name: 's', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      type: 'Opaque',
      data: { k: 'c2VjcmV0' },
    };
    expect(samplesOf(secrets, object, 'kube_secret_info', 'kube_secret_type', 'kube_secret_owner')).toEqual([
      'kube_secret_info{namespace="ns",secret="s"} 1',
      'kube_secret_type{namespace="ns",secret="s",type="Opaque"} 1',
      'kube_secret_owner{namespace="ns",secret="s",owner_kind="",owner_name="",owner_is_controller=""} 1',
    ]);
  });
});
