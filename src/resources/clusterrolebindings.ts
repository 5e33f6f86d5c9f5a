import { resource } from '../model/resource.ts';
import { roleBindingFamilies } from './shared/rolebindings.ts';

export const clusterrolebindings = resource({
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  group: 'rbac.authorization.k8s.io',
  namespaced: false,
  byDefault: false,
  identityLabels: [['clusterrolebinding', 'name']],
  families: roleBindingFamilies('kube_clusterrolebinding', 'a ClusterRoleBinding'),
});
