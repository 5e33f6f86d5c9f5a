import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, quantityMap } from '../model/schema.ts';
import { numberOf } from '../values/quantity.ts';

const TYPES = ['hard', 'used'] as const;

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
      help: 'Amounts that a ResourceQuota permits (hard) and that are taken up (used).',
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
