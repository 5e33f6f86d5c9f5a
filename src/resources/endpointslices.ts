import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { optionalText } from '../families/optional.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { list, msg, optBool, optInt, optMsg, optStr, str, strs } from '../model/schema.ts';

const endpointShape = {
  addresses: strs(1),
  conditions: msg(2, { ready: optBool(1), serving: optBool(2), terminating: optBool(3) }),
  hostname: optStr(3),
  targetRef: optMsg(4, { kind: str(1), namespace: str(2), name: str(3) }),
  nodeName: optStr(6),
  zone: optStr(7),
};

/** EndpointSlices: endpoints with their conditions, ports and zone hints. */
export const endpointslices = resource({
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  group: 'discovery.k8s.io',
  syncRank: 6,
  identityLabels: [
    ['endpointslice', 'name'],
    ['namespace', 'namespace'],
  ],
  families: [
    family({
      name: 'kube_endpointslice_info',
      help: 'Address type of an EndpointSlice, as a label; the value is always 1.',
      labels: ['addresstype'],
      reads: { addressType: str(4) },
      render: ({ addressType }, samples) => samples.label('addresstype', addressType).value(1),
    }),
    createdFamily('kube_endpointslice_created', 'an EndpointSlice', 'ALPHA'),
    family({
      name: 'kube_endpointslice_endpoints_hints',
      help: 'Zones that should route to an endpoint of an EndpointSlice, one series for each zone; the endpoint is named by its first address, and the value is always 1.',
      labels: ['address', 'for_zone'],
      reads: {
        endpoints: list(2, { addresses: strs(1), hints: optMsg(8, { forZones: list(1, { name: str(1) }) }) }),
      },
      render: ({ endpoints }, samples) => {
        for (const { addresses, hints } of endpoints) {
          // All addresses of an endpoint are alike, so the first stands for it.
          const address = addresses[0];
          if (address === undefined || !hints) continue;
          for (const { name } of hints.forZones) samples.label('address', address).label('for_zone', name).value(1);
        }
      },
    }),
    family({
      name: 'kube_endpointslice_endpoints',
      help: 'Endpoint addresses of an EndpointSlice with conditions, target, node and zone, one series each; the value is always 1.',
      labels: [
        'ready',
        'serving',
        'hostname',
        'terminating',
        'targetref_kind',
        'targetref_name',
        'targetref_namespace',
        'endpoint_nodename',
        'endpoint_zone',
        'address',
      ],
      reads: { endpoints: list(2, endpointShape) },
      render: ({ endpoints }, samples) => {
        for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
          for (const address of addresses) {
            samples.label('ready', optionalText(conditions.ready)).label('serving', optionalText(conditions.serving));
            samples.label('hostname', hostname ?? '').label('terminating', optionalText(conditions.terminating));
            samples.label('targetref_kind', targetRef?.kind ?? '').label('targetref_name', targetRef?.name ?? '');
            samples.label('targetref_namespace', targetRef?.namespace ?? '').label('endpoint_nodename', nodeName ?? '');
            samples
              .label('endpoint_zone', zone ?? '')
              .label('address', address)
              .value(1);
          }
        }
      },
    }),
    family({
      name: 'kube_endpointslice_ports',
      help: 'Ports of an EndpointSlice, one series each; the value is always 1.',
      labels: ['port_name', 'port_protocol', 'port_number'],
      reads: { ports: list(3, { name: optStr(1), protocol: optStr(2), port: optInt(3) }) },
      render: ({ ports }, samples) => {
        for (const { name, protocol, port } of ports) {
          samples.label('port_name', name ?? '').label('port_protocol', protocol ?? '');
          samples.label('port_number', optionalText(port)).value(1);
        }
      },
    }),
    annotationsFamily('kube_endpointslice_annotations', 'an EndpointSlice'),
    labelsFamily('kube_endpointslice_labels', 'an EndpointSlice', 'ALPHA'),
  ],
});
