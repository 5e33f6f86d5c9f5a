import { resource } from '../model/resource.ts';
import { roleBindingFamilies } from './shared/rolebindings.ts';

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
