import { type Family, family } from '../model/family.ts';
import { ownerReferences } from '../model/meta.ts';

/** Shows each owner of an object; one sample with empty labels where it has none. */
export function ownerFamily(name: string, what: string, stability: Family['stability'] = 'STABLE'): Family {
  return family({
    name,
    help: `Owner references of ${what}, one series each, with empty labels if there is no owner; the value is always 1.`,
    stability,
    labels: ['owner_kind', 'owner_name', 'owner_is_controller'],
    reads: ownerReferences,
    render: ({ metadata: { ownerReferences: owners } }, samples) => {
      if (owners.length === 0) {
        samples.label('owner_kind', '').label('owner_name', '').label('owner_is_controller', '').value(1);
      }
      for (const { kind, name: owner, controller } of owners) {
        samples.label('owner_kind', kind).label('owner_name', owner);
        samples.label('owner_is_controller', controller ? 'true' : 'false').value(1);
      }
    },
  });
}
