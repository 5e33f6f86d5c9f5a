import { bindingInfoFamily } from '../families/admission-policies.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, strs } from '../model/schema.ts';

/** ValidatingAdmissionPolicyBindings: the policy that each binds, and its actions. */
export const validatingadmissionpolicybindings = resource({
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['validatingadmissionpolicybinding', 'name'],
  ],
  families: [
    bindingInfoFamily('kube_validatingadmissionpolicybinding_info', 'a ValidatingAdmissionPolicyBinding'),
    createdFamily('kube_validatingadmissionpolicybinding_created', 'a ValidatingAdmissionPolicyBinding', 'ALPHA'),
    family({
      name: 'kube_validatingadmissionpolicybinding_validation_action',
      help: 'Actions that a ValidatingAdmissionPolicyBinding takes when validation fails, one series each; the value is always 1.',
      labels: ['action'],
      reads: { spec: msg(2, { validationActions: strs(4) }) },
      render: ({ spec }, samples) => {
        for (const action of spec.validationActions) samples.label('action', action).value(1);
      },
    }),
  ],
});
