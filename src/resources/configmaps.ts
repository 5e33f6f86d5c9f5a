import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { annotationsFamily, labelsFamily } from './shared/labels.ts';
import { createdFamily, resourceVersionFamily } from './shared/metadata.ts';

/** ConfigMaps need nothing but their metadata, so their data never crosses the wire. */
export const configmaps = resource({
  plural: 'configmaps',
  kind: 'ConfigMap',
  form: 'metadata',
  identityLabels: [
    ['namespace', 'namespace'],
    ['configmap', 'name'],
  ],
  families: [
    annotationsFamily('kube_configmap_annotations', 'a ConfigMap'),
    labelsFamily('kube_configmap_labels', 'a ConfigMap'),
    family({
      name: 'kube_configmap_info',
      help: 'One sample of value 1 for each ConfigMap.',
      stability: 'STABLE',
      reads: {},
      render: (_, rows) => rows.value(1),
    }),
    createdFamily('kube_configmap_created', 'a ConfigMap'),
    resourceVersionFamily('kube_configmap_metadata_resource_version', 'a ConfigMap'),
  ],
});
