import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { persistentvolumeclaims } from './persistentvolumeclaims.ts';

describe('persistentvolumeclaims', () => {
  it('prefers the annotation to the field', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' },
      },
      spec: { storageClassName: 'new', volumeName: 'v', volumeMode: 'Block' },
    };
    expect(samplesOf(persistentvolumeclaims, object, 'kube_persistentvolumeclaim_info')).toEqual([
      'kube_persistentvolumeclaim_info{namespace="ns",persistentvolumeclaim="a",storageclass="old",volumename="v",volumemode="Block"} 1',
    ]);
  });

  it('shows phase, request, modes and conditions', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1500m' } } },
      status: { phase: 'Bound', conditions: [{ type: 'Resizing', status: 'True' }] },
    };
    expect(
      samplesOf(
        persistentvolumeclaims,
        object,
        'kube_persistentvolumeclaim_status_phase',
        'kube_persistentvolumeclaim_resource_requests_storage_bytes',
        'kube_persistentvolumeclaim_access_mode',
        'kube_persistentvolumeclaim_status_condition',
      ),
    ).toEqual([
      'kube_persistentvolumeclaim_status_phase{namespace="ns",persistentvolumeclaim="a",phase="Lost"} 0',
      'kube_persistentvolumeclaim_status_phase{namespace="ns",persistentvolumeclaim="a",phase="Bound"} 1',
      'kube_persistentvolumeclaim_status_phase{namespace="ns",persistentvolumeclaim="a",phase="Pending"} 0',
      'kube_persistentvolumeclaim_resource_requests_storage_bytes{namespace="ns",persistentvolumeclaim="a"} 2',
      'kube_persistentvolumeclaim_access_mode{namespace="ns",persistentvolumeclaim="a",access_mode="ReadWriteOnce"} 1',
      'kube_persistentvolumeclaim_status_condition{namespace="ns",persistentvolumeclaim="a",condition="Resizing",status="true"} 1',
      'kube_persistentvolumeclaim_status_condition{namespace="ns",persistentvolumeclaim="a",condition="Resizing",status="false"} 0',
      'kube_persistentvolumeclaim_status_condition{namespace="ns",persistentvolumeclaim="a",condition="Resizing",status="unknown"} 0',
    ]);
  });

  it('says nothing of what it has not', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(
      samplesOf(
        persistentvolumeclaims,
        object,
        'kube_persistentvolumeclaim_status_phase',
        'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      ),
    ).toEqual([]);
  });
});
