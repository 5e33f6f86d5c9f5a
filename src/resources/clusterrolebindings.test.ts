import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { clusterrolebindings } from './clusterrolebindings.ts';

describe('clusterrolebindings', () => {
  it('names the role', () => {
    const object = {
      metadata: { name: 'b', uid: 'u', resourceVersion: '7' },
      roleRef: { kind: 'ClusterRole', name: 'view' },
    };
    expect(samplesOf(clusterrolebindings, object, 'kube_clusterrolebinding_info')).toEqual([
      'kube_clusterrolebinding_info{clusterrolebinding="b",roleref_kind="ClusterRole",roleref_name="view"} 1',
    ]);
  });
});
