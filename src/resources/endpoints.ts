import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import type { SampleWriter } from '../model/family.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { int, list, type Read, str } from '../model/schema.ts';

const ports = list(3, { name: str(1), port: int(2), protocol: str(3) });
const addresses = { ip: str(1) };
const portSubsets = { subsets: list(2, { ports }) };
const addressSubsets = {
  subsets: list(2, { addresses: list(1, addresses), notReadyAddresses: list(2, addresses), ports }),
};

type Port = Read<typeof portSubsets>['subsets'][number]['ports'][number];
type Address = Read<typeof addresses>;

function writeAddresses(samples: SampleWriter, port: Port, list: readonly Address[], ready: string): void {
  for (const { ip } of list) {
    samples.label('port_protocol', port.protocol).label('port_number', String(port.port)).label('port_name', port.name);
    samples.label('ip', ip).label('ready', ready).value(1);
  }
}

/** Endpoints: addresses and ports. */
export const endpoints = resource({
  plural: 'endpoints',
  kind: 'Endpoints',
  byDefault: false,
  syncRank: 5,
  identityLabels: [
    ['namespace', 'namespace'],
    ['endpoint', 'name'],
  ],
  families: [
    existsFamily('kube_endpoint_info', 'Endpoints object', 'STABLE'),
    createdFamily('kube_endpoint_created', 'an Endpoints object'),
    annotationsFamily('kube_endpoint_annotations', 'an Endpoints object'),
    labelsFamily('kube_endpoint_labels', 'an Endpoints object'),
    family({
      name: 'kube_endpoint_address',
      help: 'Addresses of an Endpoints object, one series for each address and port, ready or not; the value is always 1.',
      stability: 'STABLE',
      labels: ['port_protocol', 'port_number', 'port_name', 'ip', 'ready'],
      reads: addressSubsets,
      render: ({ subsets }, samples) => {
        for (const subset of subsets) {
          for (const port of subset.ports) {
            writeAddresses(samples, port, subset.addresses, 'true');
            writeAddresses(samples, port, subset.notReadyAddresses, 'false');
          }
        }
      },
    }),
    family({
      name: 'kube_endpoint_ports',
      help: 'Ports of an Endpoints object, one series each; the value is always 1.',
      stability: 'STABLE',
      deprecatedSince: 'v2.14.0',
      labels: ['port_name', 'port_protocol', 'port_number'],
      reads: portSubsets,
      render: ({ subsets }, samples) => {
        for (const subset of subsets) {
          for (const { name, protocol, port } of subset.ports) {
            samples
              .label('port_name', name)
              .label('port_protocol', protocol)
              .label('port_number', String(port))
              .value(1);
          }
        }
      },
    }),
  ],
});
