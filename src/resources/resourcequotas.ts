import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, quantityMap } from '../model/schema.ts';
import { numberOf } from '../values/quantity.ts';

const TYPES = ['hard', 'used'] as const;

/** ResourceQuotas: limits and usage by resource. */
export const resourcequotas = resource({
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  identityLabels: [
    ['namespace', 'namespace'],
    ['resourcequota', 'name'],
  ],
  families: [
    createdFamily('kube_resourcequota_created', 'a ResourceQuota'),
    family({
      name: 'kube_resourcequota',
      help: 'Limit (hard) and current usage (used) of each resource of a ResourceQuota, in its base unit: cores, bytes or a number of objects.',
      stability: 'STABLE',
      labels: ['resource', 'type'],
      reads: { status: msg(3, { hard: quantityMap(1), used: quantityMap(2) }) },
      render: ({ status }, samples) => {
        for (const type of TYPES) {
          for (const [name, text] of status[type]) {
            const amount = numberOf(text);
            if (amount !== undefined) samples.label('resource', name).label('type', type).value(amount);
          }
        }
      },
    }),
    annotationsFamily('kube_resourcequota_annotations', 'a ResourceQuota'),
    labelsFamily('kube_resourcequota_labels', 'a ResourceQuota'),
  ],
});
