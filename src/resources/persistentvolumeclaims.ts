import { accessModeFamily } from '../families/access-modes.ts';
import { writeChoice } from '../families/choices.ts';
import { conditionsFamily } from '../families/conditions.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { annotations } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { msg, optStr, quantityMap, str } from '../model/schema.ts';
import { integerOf } from '../values/quantity.ts';

/** Annotation that named the class before the field existed. It still has precedence. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const PHASES = ['Lost', 'Bound', 'Pending'];

/** PersistentVolumeClaims: phase, requested storage and conditions. */
export const persistentvolumeclaims = resource({
  plural: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  identityLabels: [
    ['namespace', 'namespace'],
    ['persistentvolumeclaim', 'name'],
  ],
  families: [
    labelsFamily('kube_persistentvolumeclaim_labels', 'a PersistentVolumeClaim'),
    annotationsFamily('kube_persistentvolumeclaim_annotations', 'a PersistentVolumeClaim'),
    family({
      name: 'kube_persistentvolumeclaim_info',
      help: 'Storage class, volume and volume mode of a PersistentVolumeClaim, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['storageclass', 'volumename', 'volumemode'],
      reads: {
        ...annotations,
        spec: msg(2, { volumeName: str(3), storageClassName: optStr(5), volumeMode: optStr(6) }),
      },
      render: ({ metadata, spec }, samples) => {
        const storageClass = metadata.annotations.get(CLASS_ANNOTATION) ?? spec.storageClassName ?? '';
        samples.label('storageclass', storageClass).label('volumename', spec.volumeName);
        samples.label('volumemode', spec.volumeMode ?? '').value(1);
      },
    }),
    family({
      name: 'kube_persistentvolumeclaim_status_phase',
      help: 'Phase of a PersistentVolumeClaim: 1 for the current phase, 0 for all others.',
      stability: 'STABLE',
      labels: ['phase'],
      reads: { status: msg(3, { phase: str(1) }) },
      render: ({ status }, samples) => {
        if (status.phase !== '') writeChoice(samples, 'phase', PHASES, status.phase);
      },
    }),
    family({
      name: 'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      help: 'Storage that a PersistentVolumeClaim requests, in bytes.',
      stability: 'STABLE',
      reads: { spec: msg(2, { resources: msg(2, { requests: quantityMap(2) }) }) },
      render: ({ spec }, samples) => {
        const bytes = integerOf(spec.resources.requests.get('storage') ?? '');
        if (bytes !== undefined) samples.value(bytes);
      },
    }),
    accessModeFamily('kube_persistentvolumeclaim_access_mode', 'a PersistentVolumeClaim', 1, 'STABLE'),
    conditionsFamily('kube_persistentvolumeclaim_status_condition', 'a PersistentVolumeClaim', 4, 'ALPHA'),
    createdFamily('kube_persistentvolumeclaim_created', 'a PersistentVolumeClaim', 'ALPHA'),
    deletionTimestampFamily('kube_persistentvolumeclaim_deletion_timestamp', 'a PersistentVolumeClaim'),
  ],
});
