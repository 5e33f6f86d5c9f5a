import { isIPv4, isIPv6 } from 'node:net';
import { family } from '../../model/family.ts';
import { ownerReferences } from '../../model/meta.ts';
import { bool, list, msg, str } from '../../model/schema.ts';

/** Node, owner and addresses of pods. */
export const infoFamily = family({
  name: 'kube_pod_info',
  help: 'Addresses, node, controller and priority class of a pod, as labels; the value is always 1.',
  stability: 'STABLE',
  labels: ['host_ip', 'pod_ip', 'node', 'created_by_kind', 'created_by_name', 'priority_class', 'host_network'],
  reads: {
    ...ownerReferences,
    spec: msg(2, { nodeName: str(10), hostNetwork: bool(11), priorityClassName: str(24) }),
    status: msg(3, { hostIP: str(5), podIP: str(6) }),
  },
  render: ({ metadata, spec, status }, samples) => {
    const controller = metadata.ownerReferences.find((owner) => owner.controller);
    samples.label('host_ip', status.hostIP).label('pod_ip', status.podIP).label('node', spec.nodeName);
    samples.label('created_by_kind', controller?.kind ?? '').label('created_by_name', controller?.name ?? '');
    samples
      .label('priority_class', spec.priorityClassName)
      .label('host_network', spec.hostNetwork ? 'true' : 'false')
      .value(1);
  },
});

/** Addresses of pods, of both IP families. */
export const ipsFamily = family({
  name: 'kube_pod_ips',
  help: 'IP addresses of a pod, one series each; the value is always 1.',
  labels: ['ip', 'ip_family'],
  reads: { status: msg(3, { podIPs: list(12, { ip: str(1) }) }) },
  render: ({ status }, samples) => {
    for (const { ip } of status.podIPs) {
      const version = addressFamily(ip);
      if (version) samples.label('ip', ip).label('ip_family', version).value(1);
    }
  },
});

/**
 * Returns the IP family of an address by the rules of Go's netip.ParseAddr; an IPv4-mapped IPv6 address counts as IPv4.
 * Undefined if it is not an address (https://pkg.go.dev/net/netip#ParseAddr).
 */
export function addressFamily(text: string): '4' | '6' | undefined {
  if (isIPv4(text)) return '4';
  const percent = text.indexOf('%');
  const address = percent < 0 ? text : text.slice(0, percent);
  // Whatever the zone is called, it must not be empty.
  if (percent === text.length - 1 || !isIPv6(address)) return undefined;
  return isMappedIPv4(address) ? '4' : '6';
}

/** Whether the first 80 bits are zero and the next 16 are set: ::ffff:0:0/96. */
function isMappedIPv4(address: string): boolean {
  // The fast path: addresses of pods hardly ever begin with zeros.
  if (address[0] !== ':' && address[0] !== '0') return false;
  const canonical = new URL(`http://[${address}]`).hostname;
  return canonical.startsWith('[::ffff:') && canonical.slice(8, -1).split(':').length === 2;
}
