import { paramKind } from '../families/admission-policies.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, optStr } from '../model/schema.ts';

/** ValidatingAdmissionPolicies: parameters and failure policy. */
export const validatingadmissionpolicies = resource({
  plural: 'validatingadmissionpolicies',
  kind: 'ValidatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['validatingadmissionpolicy', 'name'],
  ],
  families: [
    family({
      name: 'kube_validatingadmissionpolicy_info',
      help: 'Parameter kind and failure policy of a ValidatingAdmissionPolicy, as labels; the value is always 1.',
      labels: ['param_api_version', 'param_kind', 'failure_policy'],
      reads: { spec: msg(2, { paramKind, failurePolicy: optStr(4) }) },
      render: ({ spec }, samples) => {
        samples.label('param_api_version', spec.paramKind?.apiVersion ?? '');
        samples.label('param_kind', spec.paramKind?.kind ?? '');
        samples.label('failure_policy', spec.failurePolicy ?? '').value(1);
      },
    }),
    createdFamily('kube_validatingadmissionpolicy_created', 'a ValidatingAdmissionPolicy', 'ALPHA'),
  ],
});
