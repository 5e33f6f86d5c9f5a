import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { unixSeconds } from '../families/times.ts';
import { family } from '../model/family.ts';
import { creationTimestamp } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { count, msg } from '../model/schema.ts';

/** NetworkPolicies: number of rules. */
export const networkpolicies = resource({
  plural: 'networkpolicies',
  kind: 'NetworkPolicy',
  group: 'networking.k8s.io',
  identityLabels: [
    ['namespace', 'namespace'],
    ['networkpolicy', 'name'],
  ],
  families: [
    family({
      name: 'kube_networkpolicy_created',
      help: 'Creation time of a NetworkPolicy, as a Unix timestamp in seconds.',
      reads: creationTimestamp,
      render: ({ metadata }, samples) => samples.value(unixSeconds(metadata.creationTimestamp)),
    }),
    annotationsFamily('kube_networkpolicy_annotations', 'a NetworkPolicy'),
    labelsFamily('kube_networkpolicy_labels', 'a NetworkPolicy', 'ALPHA'),
    family({
      name: 'kube_networkpolicy_spec_ingress_rules',
      help: 'Number of ingress rules of a NetworkPolicy.',
      reads: { spec: msg(2, { ingress: count(2) }) },
      render: ({ spec }, samples) => samples.value(spec.ingress),
    }),
    family({
      name: 'kube_networkpolicy_spec_egress_rules',
      help: 'Number of egress rules of a NetworkPolicy.',
      reads: { spec: msg(2, { egress: count(3) }) },
      render: ({ spec }, samples) => samples.value(spec.egress),
    }),
  ],
});
