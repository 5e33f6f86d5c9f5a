import { family } from '../model/family.ts';
import { ownerReferences } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { msg, optStr, time } from '../model/schema.ts';

export const leases = resource({
  plural: 'leases',
  kind: 'Lease',
  group: 'coordination.k8s.io',
  syncRank: 1,
  identityLabels: [['lease', 'name']],
  families: [
    family({
      name: 'kube_lease_owner',
      help: 'Owners and holder of a Lease, one sample of value 1 per owner; with empty labels where it has none.',
      labels: ['owner_kind', 'owner_name', 'namespace', 'lease_holder'],
      reads: { ...ownerReferences, spec: msg(2, { holderIdentity: optStr(1) }) },
      render: ({ metadata, spec }, samples) => {
        const { namespace, ownerReferences: owners } = metadata;
        const holder = spec.holderIdentity ?? '';
        if (owners.length === 0) {
          samples
            .label('owner_kind', '')
            .label('owner_name', '')
            .label('namespace', namespace)
            .label('lease_holder', holder)
            .value(1);
        }
        for (const { kind, name } of owners) {
          samples.label('owner_kind', kind).label('owner_name', name).label('namespace', namespace);
          samples.label('lease_holder', holder).value(1);
        }
      },
    }),
    family({
      name: 'kube_lease_renew_time',
      help: 'Unix time at which a Lease was last renewed by its holder.',
      labels: ['namespace'],
      reads: { spec: msg(2, { renewTime: time(4) }) },
      render: ({ spec, metadata }, samples) => {
        if (spec.renewTime !== undefined) samples.label('namespace', metadata.namespace).value(spec.renewTime);
      },
    }),
  ],
});
