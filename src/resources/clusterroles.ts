import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** ClusterRoles: metadata. */
export const clusterroles = resource({
  plural: 'clusterroles',
  kind: 'ClusterRole',
  group: 'rbac.authorization.k8s.io',
  namespaced: false,
  byDefault: false,
  identityLabels: [['clusterrole', 'name']],
  families: [
    annotationsFamily('kube_clusterrole_annotations', 'a ClusterRole'),
    labelsFamily('kube_clusterrole_labels', 'a ClusterRole', 'ALPHA'),
    existsFamily('kube_clusterrole_info', 'ClusterRole'),
    createdFamily('kube_clusterrole_created', 'a ClusterRole', 'ALPHA'),
    resourceVersionFamily('kube_clusterrole_metadata_resource_version', 'a ClusterRole'),
  ],
});
