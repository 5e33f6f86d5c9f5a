import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { configmaps } from './configmaps.ts';

describe('configmaps', () => {
  it('shows a resource version where it is a number', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '1_000' } };
    expect(samplesOf(configmaps, object, 'kube_configmap_info', 'kube_configmap_metadata_resource_version')).toEqual([
      'kube_configmap_info{namespace="ns",configmap="a"} 1',
      'kube_configmap_metadata_resource_version{namespace="ns",configmap="a"} 1000',
    ]);
  });

  it('shows none where it is no number', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: 'x' } };
    expect(samplesOf(configmaps, object, 'kube_configmap_metadata_resource_version')).toEqual([]);
  });
});
