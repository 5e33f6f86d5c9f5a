import { writeKeyLabels } from '../../families/labels.ts';
import { type Family, family } from '../../model/family.ts';
import { list, msg, optIntText, optStr, quantityMap, str, strMap } from '../../model/schema.ts';
import { integerOf, numberOf } from '../../values/quantity.ts';

const overhead = { spec: msg(2, { overhead: quantityMap(32) }) };

/** Overhead of pods beyond the requests of their containers. */
export const overheadFamilies: readonly Family[] = [
  family({
    name: 'kube_pod_overhead_cpu_cores',
    help: 'CPU overhead of a pod beyond the requests of its containers, in cores.',
    reads: overhead,
    render: ({ spec }, samples) => {
      const amount = numberOf(spec.overhead.get('cpu') ?? '');
      if (amount !== undefined) samples.value(amount);
    },
  }),
  family({
    name: 'kube_pod_overhead_memory_bytes',
    help: 'Memory overhead of a pod beyond the requests of its containers, in bytes.',
    reads: overhead,
    render: ({ spec }, samples) => {
      const amount = integerOf(spec.overhead.get('memory') ?? '');
      if (amount !== undefined) samples.value(amount);
    },
  }),
];

/** Claims of devices that pods refer to (KEP-4381). */
export const resourceClaimFamily = family({
  name: 'kube_pod_resourceclaim_info',
  help: 'ResourceClaims that a pod references, one series each; the value is always 1.',
  labels: ['claim_name', 'resourceclaim_name', 'resourceclaim_template_name'],
  reads: {
    spec: msg(2, {
      resourceClaims: list(39, { name: str(1), resourceClaimName: optStr(3), resourceClaimTemplateName: optStr(4) }),
    }),
    status: msg(3, { resourceClaimStatuses: list(15, { name: str(1), resourceClaimName: optStr(2) }) }),
  },
  render: ({ spec, status }, samples) => {
    for (const { name, resourceClaimName, resourceClaimTemplateName } of spec.resourceClaims) {
      if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) continue;
      // The name of a claim made from a template is in the status once the claim is there.
      let claim = resourceClaimName;
      if (claim === undefined) {
        for (const made of status.resourceClaimStatuses)
          if (made.name === name) claim = made.resourceClaimName ?? claim;
      }
      samples.label('claim_name', name).label('resourceclaim_name', claim ?? '');
      samples.label('resourceclaim_template_name', resourceClaimTemplateName ?? '').value(1);
    }
  },
});

/** The restart policy of pods. */
export const restartPolicyFamily = family({
  name: 'kube_pod_restart_policy',
  help: 'Restart policy of a pod, as a label; the value is always 1.',
  stability: 'STABLE',
  labels: ['type'],
  reads: { spec: msg(2, { restartPolicy: str(3) }) },
  render: ({ spec }, samples) => samples.label('type', spec.restartPolicy).value(1),
});

/** The RuntimeClass of pods that name one. */
export const runtimeClassFamily = family({
  name: 'kube_pod_runtimeclass_name_info',
  help: 'RuntimeClass of a pod, as a label, if the pod names one; the value is always 1.',
  labels: ['runtimeclass_name'],
  reads: { spec: msg(2, { runtimeClassName: optStr(29) }) },
  render: ({ spec }, samples) => {
    if (spec.runtimeClassName !== undefined) samples.label('runtimeclass_name', spec.runtimeClassName).value(1);
  },
});

/** Constraints for the scheduling of pods. */
export const schedulingFamilies: readonly Family[] = [
  family({
    name: 'kube_pod_tolerations',
    help: 'Tolerations of a pod, one series each; the value is always 1.',
    labels: ['key', 'operator', 'value', 'effect', 'toleration_seconds'],
    reads: {
      spec: msg(2, {
        tolerations: list(22, {
          key: str(1),
          operator: str(2),
          value: str(3),
          effect: str(4),
          tolerationSeconds: optIntText(5),
        }),
      }),
    },
    render: ({ spec }, samples) => {
      for (const { key, operator, value, effect, tolerationSeconds } of spec.tolerations) {
        samples.label('key', key).label('operator', operator).label('value', value).label('effect', effect);
        samples.label('toleration_seconds', tolerationSeconds ?? '').value(1);
      }
    },
  }),
  family({
    name: 'kube_pod_nodeselectors',
    help: 'Node selector of a pod, as labels; the value is always 1.',
    optIn: true,
    dynamicLabels: 'nodeselector_',
    reads: { spec: msg(2, { nodeSelector: strMap(7) }) },
    render: ({ spec }, samples) => {
      writeKeyLabels(samples, 'nodeselector', spec.nodeSelector);
      samples.value(1);
    },
  }),
  family({
    name: 'kube_pod_service_account',
    help: 'Service account of a pod, as a label; the value is always 1.',
    labels: ['service_account'],
    reads: { spec: msg(2, { serviceAccountName: str(8) }) },
    render: ({ spec }, samples) => samples.label('service_account', spec.serviceAccountName).value(1),
  }),
  family({
    name: 'kube_pod_scheduler',
    help: 'Scheduler of a pod, as a label; the value is always 1.',
    labels: ['name'],
    reads: { spec: msg(2, { schedulerName: str(19) }) },
    render: ({ spec }, samples) => samples.label('name', spec.schedulerName).value(1),
  }),
];
