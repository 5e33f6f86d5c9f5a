import { specCount, statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily, generationFamily } from '../families/metadata.ts';
import { type Family, family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { int, msg, optMsg, str } from '../model/schema.ts';

function revisionFamily(name: string, field: 'currentRevision' | 'updateRevision', no: number, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    labels: ['revision'],
    reads: { status: msg(3, { [field]: str(no) }) },
    render: ({ status }, samples) => samples.label('revision', status[field]!).value(1),
  });
}

/** StatefulSets: replicas, revisions and claim retention. */
export const statefulsets = resource({
  plural: 'statefulsets',
  kind: 'StatefulSet',
  group: 'apps',
  identityLabels: [
    ['namespace', 'namespace'],
    ['statefulset', 'name'],
  ],
  families: [
    createdFamily('kube_statefulset_created', 'a StatefulSet'),
    statusCount('kube_statefulset_status_replicas', 'replicas', 2, 'Number of pods of a StatefulSet.'),
    statusCount(
      'kube_statefulset_status_replicas_available',
      'availableReplicas',
      11,
      'Number of available pods of a StatefulSet: those that have been ready for minReadySeconds.',
    ),
    statusCount(
      'kube_statefulset_status_replicas_current',
      'currentReplicas',
      4,
      'Number of pods of a StatefulSet at its current revision.',
    ),
    statusCount('kube_statefulset_status_replicas_ready', 'readyReplicas', 3, 'Number of ready pods of a StatefulSet.'),
    statusCount(
      'kube_statefulset_status_replicas_updated',
      'updatedReplicas',
      5,
      'Number of pods of a StatefulSet at its update revision.',
    ),
    statusCount(
      'kube_statefulset_status_observed_generation',
      'observedGeneration',
      1,
      'Latest generation of a StatefulSet that its controller has observed.',
    ),
    specCount('kube_statefulset_replicas', 'replicas', 1, 'Desired number of pods of a StatefulSet.'),
    family({
      name: 'kube_statefulset_ordinals_start',
      help: 'Ordinal of the first pod of a StatefulSet, if set.',
      stability: 'STABLE',
      reads: { spec: msg(2, { ordinals: optMsg(11, { start: int(1) }) }) },
      render: ({ spec }, samples) => {
        if (spec.ordinals) samples.value(spec.ordinals.start);
      },
    }),
    generationFamily('kube_statefulset_metadata_generation', 'a StatefulSet'),
    family({
      name: 'kube_statefulset_persistentvolumeclaim_retention_policy',
      help: 'Retention policy for the PersistentVolumeClaims of a StatefulSet when it is deleted or scaled down, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['when_deleted', 'when_scaled'],
      reads: {
        spec: msg(2, {
          persistentVolumeClaimRetentionPolicy: optMsg(10, { whenDeleted: str(1), whenScaled: str(2) }),
        }),
      },
      render: ({ spec: { persistentVolumeClaimRetentionPolicy: policy } }, samples) => {
        if (!policy || (policy.whenDeleted === '' && policy.whenScaled === '')) return;
        samples.label('when_deleted', policy.whenDeleted).label('when_scaled', policy.whenScaled).value(1);
      },
    }),
    annotationsFamily('kube_statefulset_annotations', 'a StatefulSet', 'STABLE'),
    labelsFamily('kube_statefulset_labels', 'a StatefulSet'),
    revisionFamily(
      'kube_statefulset_status_current_revision',
      'currentRevision',
      6,
      'Revision of the pods of a StatefulSet that are not updated yet, as a label; the value is always 1.',
    ),
    revisionFamily(
      'kube_statefulset_status_update_revision',
      'updateRevision',
      7,
      'Revision to which the pods of a StatefulSet are being updated, as a label; the value is always 1.',
    ),
    deletionTimestampFamily('kube_statefulset_deletion_timestamp', 'a StatefulSet', 'STABLE'),
  ],
});
