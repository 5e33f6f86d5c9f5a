import { paramKind } from '../families/admission-policies.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, optStr, str } from '../model/schema.ts';

/** MutatingAdmissionPolicies: parameters and failure policy. */
export const mutatingadmissionpolicies = resource({
  plural: 'mutatingadmissionpolicies',
  kind: 'MutatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['mutatingadmissionpolicy', 'name'],
  ],
  families: [
    family({
      name: 'kube_mutatingadmissionpolicy_info',
      help: 'Parameter kind, failure policy and reinvocation policy of a MutatingAdmissionPolicy, as labels; the value is always 1.',
      labels: ['param_api_version', 'param_kind', 'failure_policy', 'reinvocation_policy'],
      reads: { spec: msg(2, { paramKind, failurePolicy: optStr(5), reinvocationPolicy: str(7) }) },
      render: ({ spec }, samples) => {
        samples.label('param_api_version', spec.paramKind?.apiVersion ?? '');
        samples.label('param_kind', spec.paramKind?.kind ?? '').label('failure_policy', spec.failurePolicy ?? '');
        samples.label('reinvocation_policy', spec.reinvocationPolicy).value(1);
      },
    }),
    createdFamily('kube_mutatingadmissionpolicy_created', 'a MutatingAdmissionPolicy', 'ALPHA'),
  ],
});
