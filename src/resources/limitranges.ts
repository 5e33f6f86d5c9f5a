import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { list, msg, quantityMap, str } from '../model/schema.ts';
import { numberOf } from '../values/quantity.ts';

const CONSTRAINTS = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** LimitRanges: limits and defaults by resource. */
export const limitranges = resource({
  plural: 'limitranges',
  kind: 'LimitRange',
  identityLabels: [
    ['namespace', 'namespace'],
    ['limitrange', 'name'],
  ],
  families: [
    family({
      name: 'kube_limitrange',
      help: 'Limits and defaults that a LimitRange sets, in the base unit of the resource: cores, bytes or a number of objects.',
      stability: 'STABLE',
      labels: ['resource', 'type', 'constraint'],
      reads: {
        spec: msg(2, {
          limits: list(1, {
            type: str(1),
            max: quantityMap(2),
            min: quantityMap(3),
            default: quantityMap(4),
            defaultRequest: quantityMap(5),
            maxLimitRequestRatio: quantityMap(6),
          }),
        }),
      },
      render: ({ spec }, samples) => {
        for (const limit of spec.limits) {
          for (const constraint of CONSTRAINTS) {
            for (const [name, text] of limit[constraint]) {
              const amount = numberOf(text);
              if (amount === undefined) continue;
              samples.label('resource', name).label('type', limit.type).label('constraint', constraint).value(amount);
            }
          }
        }
      },
    }),
    createdFamily('kube_limitrange_created', 'a LimitRange'),
  ],
});
