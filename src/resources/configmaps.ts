import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** ConfigMaps need nothing but their metadata, so their data never crosses the wire. */
export const configmaps = resource({
  plural: 'configmaps',
  kind: 'ConfigMap',
  form: 'metadata',
  syncRank: 3,
  identityLabels: [
    ['namespace', 'namespace'],
    ['configmap', 'name'],
  ],
  families: [
    annotationsFamily('kube_configmap_annotations', 'a ConfigMap'),
    labelsFamily('kube_configmap_labels', 'a ConfigMap'),
    existsFamily('kube_configmap_info', 'ConfigMap', 'STABLE'),
    createdFamily('kube_configmap_created', 'a ConfigMap'),
    resourceVersionFamily('kube_configmap_metadata_resource_version', 'a ConfigMap'),
  ],
});
