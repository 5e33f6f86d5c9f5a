import { resource } from '../model/resource.ts';
import { bindingInfoFamily } from './shared/admissionpolicies.ts';
import { createdFamily } from './shared/metadata.ts';

export const mutatingadmissionpolicybindings = resource({
  plural: 'mutatingadmissionpolicybindings',
  kind: 'MutatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['mutatingadmissionpolicybinding', 'name'],
  ],
  families: [
    bindingInfoFamily('kube_mutatingadmissionpolicybinding_info', 'a MutatingAdmissionPolicyBinding'),
    createdFamily('kube_mutatingadmissionpolicybinding_created', 'a MutatingAdmissionPolicyBinding', 'ALPHA'),
  ],
});
