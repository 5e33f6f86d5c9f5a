import { roleBindingFamilies } from '../families/role-bindings.ts';
import { resource } from '../model/resource.ts';

/** ClusterRoleBindings: the role that each grants. */
export const clusterrolebindings = resource({
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  group: 'rbac.authorization.k8s.io',
  namespaced: false,
  byDefault: false,
  identityLabels: [['clusterrolebinding', 'name']],
  families: roleBindingFamilies('kube_clusterrolebinding', 'a ClusterRoleBinding'),
});
