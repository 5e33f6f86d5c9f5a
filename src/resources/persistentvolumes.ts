import { accessModeFamily } from '../families/access-modes.ts';
import { writeChoice } from '../families/choices.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { inline, msg, optMsg, optStr, quantityMap, str, strMap } from '../model/schema.ts';
import { integerOf } from '../values/quantity.ts';
import { infoFamily } from './persistentvolumes/info.ts';

const PHASES = ['Pending', 'Available', 'Bound', 'Released', 'Failed'];

/** PersistentVolumes: phase, capacity and source. */
export const persistentvolumes = resource({
  plural: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
  identityLabels: [['persistentvolume', 'name']],
  families: [
    family({
      name: 'kube_persistentvolume_claim_ref',
      help: 'Claim that a PersistentVolume is bound to or reserved for, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['name', 'claim_namespace'],
      reads: { spec: msg(2, { claimRef: optMsg(4, { namespace: str(2), name: str(3) }) }) },
      render: ({ spec: { claimRef } }, samples) => {
        if (claimRef) samples.label('name', claimRef.name).label('claim_namespace', claimRef.namespace).value(1);
      },
    }),
    annotationsFamily('kube_persistentvolume_annotations', 'a PersistentVolume'),
    labelsFamily('kube_persistentvolume_labels', 'a PersistentVolume'),
    family({
      name: 'kube_persistentvolume_status_phase',
      help: 'Phase of a PersistentVolume: 1 for the current phase, 0 for all others.',
      stability: 'STABLE',
      labels: ['phase'],
      reads: { status: msg(3, { phase: str(1) }) },
      render: ({ status }, samples) => {
        if (status.phase !== '') writeChoice(samples, 'phase', PHASES, status.phase);
      },
    }),
    infoFamily,
    family({
      name: 'kube_persistentvolume_capacity_bytes',
      help: 'Capacity of a PersistentVolume, in bytes.',
      stability: 'STABLE',
      reads: { spec: msg(2, { capacity: quantityMap(1) }) },
      render: ({ spec }, samples) => {
        const bytes = integerOf(spec.capacity.get('storage') ?? '0');
        if (bytes !== undefined) samples.value(bytes);
      },
    }),
    createdFamily('kube_persistentvolume_created', 'a PersistentVolume', 'ALPHA'),
    deletionTimestampFamily('kube_persistentvolume_deletion_timestamp', 'a PersistentVolume'),
    family({
      name: 'kube_persistentvolume_csi_attributes',
      help: 'Mounter and map options that the Ceph CSI driver uses for a PersistentVolume, as labels; the value is always 1.',
      optIn: true,
      labels: ['csi_mounter', 'csi_map_options'],
      reads: {
        spec: msg(2, { persistentVolumeSource: inline(2, { csi: optMsg(22, { volumeAttributes: strMap(5) }) }) }),
      },
      render: ({ spec }, samples) => {
        const { csi } = spec.persistentVolumeSource;
        if (!csi) return;
        samples.label('csi_mounter', csi.volumeAttributes.get('mounter') ?? '');
        samples.label('csi_map_options', csi.volumeAttributes.get('mapOptions') ?? '').value(1);
      },
    }),
    family({
      name: 'kube_persistentvolume_volume_mode',
      help: 'Volume mode of a PersistentVolume (Filesystem or Block), as a label; the value is always 1.',
      labels: ['volumemode'],
      reads: { spec: msg(2, { volumeMode: optStr(8) }) },
      render: ({ spec }, samples) => samples.label('volumemode', spec.volumeMode ?? 'Filesystem').value(1),
    }),
    accessModeFamily('kube_persistentvolume_access_mode', 'a PersistentVolume', 3, 'ALPHA'),
  ],
});
