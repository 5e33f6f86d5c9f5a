import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { optStr, str } from '../model/schema.ts';

/** StorageClasses: provisioner and binding. */
export const storageclasses = resource({
  plural: 'storageclasses',
  kind: 'StorageClass',
  group: 'storage.k8s.io',
  namespaced: false,
  identityLabels: [['storageclass', 'name']],
  families: [
    family({
      name: 'kube_storageclass_info',
      help: 'Provisioner, reclaim policy and volume binding mode of a StorageClass, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['provisioner', 'reclaim_policy', 'volume_binding_mode'],
      reads: { provisioner: str(2), reclaimPolicy: optStr(4), volumeBindingMode: optStr(7) },
      render: ({ provisioner, reclaimPolicy, volumeBindingMode }, samples) => {
        // Unset fields have the defaults of the API.
        samples.label('provisioner', provisioner).label('reclaim_policy', reclaimPolicy ?? 'Delete');
        samples.label('volume_binding_mode', volumeBindingMode ?? 'Immediate').value(1);
      },
    }),
    createdFamily('kube_storageclass_created', 'a StorageClass'),
    annotationsFamily('kube_storageclass_annotations', 'a StorageClass'),
    labelsFamily('kube_storageclass_labels', 'a StorageClass'),
  ],
});
