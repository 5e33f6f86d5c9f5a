import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { rolebindings } from './rolebindings.ts';

describe('rolebindings', () => {
  it('names the role', () => {
    const object = {
      metadata: { name: 'b', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      roleRef: { kind: 'Role', name: 'edit' },
    };
    expect(samplesOf(rolebindings, object, 'kube_rolebinding_info')).toEqual([
      'kube_rolebinding_info{namespace="ns",rolebinding="b",roleref_kind="Role",roleref_name="edit"} 1',
    ]);
  });
});
