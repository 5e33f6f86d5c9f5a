import { writeKeyLabels } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { labels } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { bool, msg, optStr, str, strMap } from '../model/schema.ts';

/** VolumeAttachments: volume, node and state. */
export const volumeattachments = resource({
  plural: 'volumeattachments',
  kind: 'VolumeAttachment',
  group: 'storage.k8s.io',
  namespaced: false,
  identityLabels: [['volumeattachment', 'name']],
  families: [
    family({
      name: 'kube_volumeattachment_labels',
      help: 'All Kubernetes labels of a VolumeAttachment, regardless of any allow-list, as labels; the value is always 1.',
      dynamicLabels: 'label_',
      reads: labels,
      render: ({ metadata }, samples) => {
        writeKeyLabels(samples, 'label', metadata.labels);
        samples.value(1);
      },
    }),
    family({
      name: 'kube_volumeattachment_info',
      help: 'Attacher and node of a VolumeAttachment, as labels; the value is always 1.',
      labels: ['attacher', 'node'],
      reads: { spec: msg(2, { attacher: str(1), nodeName: str(3) }) },
      render: ({ spec }, samples) => samples.label('attacher', spec.attacher).label('node', spec.nodeName).value(1),
    }),
    createdFamily('kube_volumeattachment_created', 'a VolumeAttachment', 'ALPHA'),
    family({
      name: 'kube_volumeattachment_spec_source_persistentvolume',
      help: 'PersistentVolume that a VolumeAttachment attaches, as a label; the value is always 1.',
      labels: ['volumename'],
      reads: { spec: msg(2, { source: msg(2, { persistentVolumeName: optStr(1) }) }) },
      render: ({ spec }, samples) => {
        const name = spec.source.persistentVolumeName;
        if (name !== undefined) samples.label('volumename', name).value(1);
      },
    }),
    family({
      name: 'kube_volumeattachment_status_attached',
      help: 'Whether the volume of a VolumeAttachment is attached (1) or not (0).',
      reads: { status: msg(3, { attached: bool(1) }) },
      render: ({ status }, samples) => samples.value(status.attached ? 1 : 0),
    }),
    family({
      name: 'kube_volumeattachment_status_attachment_metadata',
      help: 'Attachment metadata that the driver reports for a VolumeAttachment, as labels; the value is always 1.',
      dynamicLabels: 'metadata_',
      reads: { status: msg(3, { attachmentMetadata: strMap(2) }) },
      render: ({ status }, samples) => {
        writeKeyLabels(samples, 'metadata', status.attachmentMetadata);
        samples.value(1);
      },
    }),
  ],
});
