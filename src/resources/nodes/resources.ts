import { shownResource } from '../../families/resource-names.ts';
import { type Family, family } from '../../model/family.ts';
import { msg, quantityMap } from '../../model/schema.ts';
import { numberOf } from '../../values/quantity.ts';

const PODS = ['integer'] as const;

/** Amounts of cpu, memory, pods and devices of a node. `field` is the JSON name in the status, `no` its protobuf number. */
export function nodeResourcesFamily(name: string, field: 'capacity' | 'allocatable', no: number, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    labels: ['resource', 'unit'],
    reads: { status: msg(3, { [field]: quantityMap(no) }) },
    render: ({ status }, samples) => {
      for (const [resource, text] of status[field]!) {
        const amount = numberOf(text);
        if (amount === undefined) continue;
        const shown = shownResource(resource);
        // The number of pods is an amount of a node only.
        const units = resource === 'pods' ? PODS : shown.units;
        for (const unit of units) samples.label('resource', shown.name).label('unit', unit).value(amount);
      }
    },
  });
}
