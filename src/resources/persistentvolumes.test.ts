import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { persistentvolumes } from './persistentvolumes.ts';

describe('persistentvolumes', () => {
  it('shows the first source', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: {
        storageClassName: 's',
        persistentVolumeReclaimPolicy: 'Retain',
        fc: { targetWWNs: ['a', 'b'], lun: 0, wwids: ['', 'c'] },
        nfs: { server: 'hidden' },
      },
    };
    expect(samplesOf(persistentvolumes, object, 'kube_persistentvolume_info')).toEqual([
      'kube_persistentvolume_info{persistentvolume="a",storageclass="s",gce_persistent_disk_name="",ebs_volume_id="",azure_disk_name="",fc_wwids="c",fc_lun="0",fc_target_wwns="a,b",iscsi_target_portal="",iscsi_iqn="",iscsi_lun="",iscsi_initiator_name="",nfs_server="",nfs_path="",csi_driver="",csi_volume_handle="",local_path="",local_fs="",host_path="",host_path_type="",reclaim_policy="Retain"} 1',
    ]);
  });

  it('shows what it is bound to and its drivers attributes', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: {
        claimRef: { name: 'c', namespace: 'm' },
        csi: { driver: 'd', volumeAttributes: { mounter: 'rbd' } },
        accessModes: ['ReadOnlyMany'],
      },
      status: { phase: 'Released' },
    };
    expect(
      samplesOf(
        persistentvolumes,
        object,
        'kube_persistentvolume_claim_ref',
        'kube_persistentvolume_status_phase',
        'kube_persistentvolume_csi_attributes',
        'kube_persistentvolume_access_mode',
      ),
    ).toEqual([
      'kube_persistentvolume_claim_ref{persistentvolume="a",name="c",claim_namespace="m"} 1',
      'kube_persistentvolume_status_phase{persistentvolume="a",phase="Pending"} 0',
      'kube_persistentvolume_status_phase{persistentvolume="a",phase="Available"} 0',
      'kube_persistentvolume_status_phase{persistentvolume="a",phase="Bound"} 0',
      'kube_persistentvolume_status_phase{persistentvolume="a",phase="Released"} 1',
      'kube_persistentvolume_status_phase{persistentvolume="a",phase="Failed"} 0',
      'kube_persistentvolume_csi_attributes{persistentvolume="a",csi_mounter="rbd",csi_map_options=""} 1',
      'kube_persistentvolume_access_mode{persistentvolume="a",access_mode="ReadOnlyMany"} 1',
    ]);
  });

  it('has a capacity and a mode in any case', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' } };
    expect(
      samplesOf(
        persistentvolumes,
        object,
        'kube_persistentvolume_capacity_bytes',
        'kube_persistentvolume_volume_mode',
        'kube_persistentvolume_claim_ref',
      ),
    ).toEqual([
      'kube_persistentvolume_capacity_bytes{persistentvolume="a"} 0',
      'kube_persistentvolume_volume_mode{persistentvolume="a",volumemode="Filesystem"} 1',
    ]);
  });
});
