import { bindingInfoFamily } from '../families/admission-policies.ts';
import { createdFamily } from '../families/metadata.ts';
import { resource } from '../model/resource.ts';

/** MutatingAdmissionPolicyBindings: the policy that each binds. */
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
