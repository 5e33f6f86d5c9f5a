import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { roles } from './roles.ts';

describe('roles', () => {
  it('shows what any object has', () => {
    const object = {
      metadata: {
        name: 'r',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
    };
    expect(samplesOf(roles, object)).toEqual([
      'kube_role_annotations{namespace="ns",role="r"} 1',
      'kube_role_labels{namespace="ns",role="r"} 1',
      'kube_role_info{namespace="ns",role="r"} 1',
      'kube_role_created{namespace="ns",role="r"} 1.7092512e+09',
      'kube_role_metadata_resource_version{namespace="ns",role="r"} 7',
    ]);
  });
});
