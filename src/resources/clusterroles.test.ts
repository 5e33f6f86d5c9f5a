import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { clusterroles } from './clusterroles.ts';

describe('clusterroles', () => {
  it('shows what any object has', () => {
    const object = {
      metadata: { name: 'view', uid: 'u', resourceVersion: '7', creationTimestamp: '2024-03-01T00:00:00Z' },
    };
    expect(samplesOf(clusterroles, object)).toEqual([
      'kube_clusterrole_annotations{clusterrole="view"} 1',
      'kube_clusterrole_labels{clusterrole="view"} 1',
      'kube_clusterrole_info{clusterrole="view"} 1',
      'kube_clusterrole_created{clusterrole="view"} 1.7092512e+09',
      'kube_clusterrole_metadata_resource_version{clusterrole="view"} 7',
    ]);
  });
});
