import { optionalText } from '../../families/optional.ts';
import { family } from '../../model/family.ts';
import { inline, int, msg, optInt, optMsg, optStr, type Read, str, strs } from '../../model/schema.ts';

const source = inline(2, {
  gcePersistentDisk: optMsg(1, { pdName: str(1) }),
  awsElasticBlockStore: optMsg(2, { volumeID: str(1) }),
  hostPath: optMsg(3, { path: str(1), type: optStr(2) }),
  nfs: optMsg(5, { server: str(1), path: str(2) }),
  iscsi: optMsg(7, { targetPortal: str(1), iqn: str(2), lun: int(3), initiatorName: optStr(12) }),
  fc: optMsg(10, { targetWWNs: strs(1), lun: optInt(2), wwids: strs(5) }),
  azureDisk: optMsg(16, { diskName: str(1) }),
  local: optMsg(20, { path: str(1), fsType: optStr(2) }),
  csi: optMsg(22, { driver: str(1), volumeHandle: str(2) }),
});
const shape = {
  spec: msg(2, { persistentVolumeSource: source, persistentVolumeReclaimPolicy: str(5), storageClassName: str(6) }),
};
type Source = Read<typeof shape>['spec']['persistentVolumeSource'];

/** The sources, in the order in which the first that is set counts. A volume has one, but nothing here relies on it. */
const SOURCES = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'azureDisk',
  'fc',
  'iscsi',
  'nfs',
  'csi',
  'local',
  'hostPath',
] as const satisfies readonly (keyof Source)[];

type Shown = { readonly [K in (typeof SOURCES)[number]]?: Source[K] };

function firstSource(all: Source): Shown {
  for (const name of SOURCES) if (all[name]) return { [name]: all[name] };
  return {};
}

/** Elements joined by commas; as in the reference, no comma follows elements that are empty so far. */
function joined(list: readonly string[]): string {
  let text = '';
  for (const each of list) text += text === '' ? each : `,${each}`;
  return text;
}

/** Sources of volumes: each kind of source has labels of its own, which are empty for the others. */
export const infoFamily = family({
  name: 'kube_persistentvolume_info',
  help: 'Storage class, volume source and reclaim policy of a PersistentVolume, as labels; the value is always 1.',
  stability: 'STABLE',
  labels: [
    'storageclass',
    'gce_persistent_disk_name',
    'ebs_volume_id',
    'azure_disk_name',
    'fc_wwids',
    'fc_lun',
    'fc_target_wwns',
    'iscsi_target_portal',
    'iscsi_iqn',
    'iscsi_lun',
    'iscsi_initiator_name',
    'nfs_server',
    'nfs_path',
    'csi_driver',
    'csi_volume_handle',
    'local_path',
    'local_fs',
    'host_path',
    'host_path_type',
    'reclaim_policy',
  ],
  reads: shape,
  render: ({ spec }, samples) => {
    const shown = firstSource(spec.persistentVolumeSource);
    const { fc, iscsi, nfs, csi, local, hostPath } = shown;
    samples.label('storageclass', spec.storageClassName);
    samples.label('gce_persistent_disk_name', shown.gcePersistentDisk?.pdName ?? '');
    samples.label('ebs_volume_id', shown.awsElasticBlockStore?.volumeID ?? '');
    samples.label('azure_disk_name', shown.azureDisk?.diskName ?? '');
    samples.label('fc_wwids', fc ? joined(fc.wwids) : '').label('fc_lun', optionalText(fc?.lun));
    samples.label('fc_target_wwns', fc ? joined(fc.targetWWNs) : '');
    samples.label('iscsi_target_portal', iscsi?.targetPortal ?? '').label('iscsi_iqn', iscsi?.iqn ?? '');
    samples.label('iscsi_lun', optionalText(iscsi?.lun)).label('iscsi_initiator_name', iscsi?.initiatorName ?? '');
    samples.label('nfs_server', nfs?.server ?? '').label('nfs_path', nfs?.path ?? '');
    samples.label('csi_driver', csi?.driver ?? '').label('csi_volume_handle', csi?.volumeHandle ?? '');
    samples.label('local_path', local?.path ?? '').label('local_fs', local?.fsType ?? '');
    samples.label('host_path', hostPath?.path ?? '').label('host_path_type', hostPath?.type ?? '');
    samples.label('reclaim_policy', spec.persistentVolumeReclaimPolicy).value(1);
  },
});
