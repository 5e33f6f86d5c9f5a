import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { storageclasses } from './storageclasses.ts';

describe('storageclasses', () => {
  it('has the defaults of the API', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' }, provisioner: 'p' };
    expect(samplesOf(storageclasses, object, 'kube_storageclass_info')).toEqual([
      'kube_storageclass_info{storageclass="a",provisioner="p",reclaim_policy="Delete",volume_binding_mode="Immediate"} 1',
    ]);
  });

  it('shows what is set', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      provisioner: 'p',
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    expect(samplesOf(storageclasses, object, 'kube_storageclass_info')).toEqual([
      'kube_storageclass_info{storageclass="a",provisioner="p",reclaim_policy="Retain",volume_binding_mode="WaitForFirstConsumer"} 1',
    ]);
  });
});
