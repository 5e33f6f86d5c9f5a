import { roleBindingFamilies } from '../families/role-bindings.ts';
import { resource } from '../model/resource.ts';

/** RoleBindings: the role that each grants. */
export const rolebindings = resource({
  plural: 'rolebindings',
  kind: 'RoleBinding',
  group: 'rbac.authorization.k8s.io',
  byDefault: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['rolebinding', 'name'],
  ],
  families: roleBindingFamilies('kube_rolebinding', 'a RoleBinding'),
});
