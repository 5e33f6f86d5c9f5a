import { family } from '../model/family.ts';
import { ownerReferences } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { msg, optStr, time } from '../model/schema.ts';

/** Leases: holders and renewals. */
export const leases = resource({
  plural: 'leases',
  kind: 'Lease',
  group: 'coordination.k8s.io',
  syncRank: 1,
  identityLabels: [['lease', 'name']],
  families: [
    family({
      name: 'kube_lease_owner',
      help: 'Holder and owner references of a Lease, one series per owner, with empty owner labels if there is none; the value is always 1.',
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
      help: 'Time at which the holder of a Lease last renewed it, as a Unix timestamp in seconds.',
      labels: ['namespace'],
      reads: { spec: msg(2, { renewTime: time(4) }) },
      render: ({ spec, metadata }, samples) => {
        if (spec.renewTime !== undefined) samples.label('namespace', metadata.namespace).value(spec.renewTime);
      },
    }),
  ],
});
