import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** Roles: metadata. */
export const roles = resource({
  plural: 'roles',
  kind: 'Role',
  group: 'rbac.authorization.k8s.io',
  byDefault: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['role', 'name'],
  ],
  families: [
    annotationsFamily('kube_role_annotations', 'a Role'),
    labelsFamily('kube_role_labels', 'a Role', 'ALPHA'),
    existsFamily('kube_role_info', 'Role'),
    createdFamily('kube_role_created', 'a Role', 'ALPHA'),
    resourceVersionFamily('kube_role_metadata_resource_version', 'a Role'),
  ],
});
