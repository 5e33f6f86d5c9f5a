import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { statefulsets } from './statefulsets.ts';

describe('statefulsets', () => {
  it('shows policies where one is set', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { replicas: 3, ordinals: {}, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      status: { currentRevision: 'r1', updateRevision: 'r2' },
    };
    expect(
      samplesOf(
        statefulsets,
        object,
        'kube_statefulset_replicas',
        'kube_statefulset_ordinals_start',
        'kube_statefulset_persistentvolumeclaim_retention_policy',
        'kube_statefulset_status_current_revision',
        'kube_statefulset_status_update_revision',
      ),
    ).toEqual([
      'kube_statefulset_replicas{namespace="ns",statefulset="a"} 3',
      'kube_statefulset_ordinals_start{namespace="ns",statefulset="a"} 0',
      'kube_statefulset_persistentvolumeclaim_retention_policy{namespace="ns",statefulset="a",when_deleted="Delete",when_scaled=""} 1',
      'kube_statefulset_status_current_revision{namespace="ns",statefulset="a",revision="r1"} 1',
      'kube_statefulset_status_update_revision{namespace="ns",statefulset="a",revision="r2"} 1',
    ]);
  });

  it('goes without', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { persistentVolumeClaimRetentionPolicy: {} },
    };
    expect(
      samplesOf(
        statefulsets,
        object,
        'kube_statefulset_replicas',
        'kube_statefulset_ordinals_start',
        'kube_statefulset_persistentvolumeclaim_retention_policy',
      ),
    ).toEqual([]);
  });
});
