import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { list, msg, str, strs } from '../model/schema.ts';

/** Services: type, addresses and load balancers. */
export const services = resource({
  plural: 'services',
  kind: 'Service',
  identityLabels: [
    ['namespace', 'namespace'],
    ['service', 'name'],
    ['uid', 'uid'],
  ],
  families: [
    family({
      name: 'kube_service_info',
      help: 'Addresses and external traffic policy of a Service, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: ['cluster_ip', 'external_name', 'load_balancer_ip', 'external_traffic_policy'],
      reads: {
        spec: msg(2, {
          clusterIP: str(3),
          loadBalancerIP: str(8),
          externalName: str(10),
          externalTrafficPolicy: str(11),
        }),
      },
      render: ({ spec }, samples) => {
        samples.label('cluster_ip', spec.clusterIP).label('external_name', spec.externalName);
        samples
          .label('load_balancer_ip', spec.loadBalancerIP)
          .label('external_traffic_policy', spec.externalTrafficPolicy)
          .value(1);
      },
    }),
    createdFamily('kube_service_created', 'a Service'),
    family({
      name: 'kube_service_spec_type',
      help: 'Type of a Service, such as ClusterIP, as a label; the value is always 1.',
      stability: 'STABLE',
      labels: ['type'],
      reads: { spec: msg(2, { type: str(4) }) },
      render: ({ spec }, samples) => samples.label('type', spec.type).value(1),
    }),
    annotationsFamily('kube_service_annotations', 'a Service'),
    labelsFamily('kube_service_labels', 'a Service'),
    family({
      name: 'kube_service_spec_external_ip',
      help: 'External IP addresses of a Service, one series each; the value is always 1.',
      stability: 'STABLE',
      labels: ['external_ip'],
      reads: { spec: msg(2, { externalIPs: strs(5) }) },
      render: ({ spec }, samples) => {
        for (const ip of spec.externalIPs) samples.label('external_ip', ip).value(1);
      },
    }),
    family({
      name: 'kube_service_status_load_balancer_ingress',
      help: 'Load balancer ingress points of a Service, one series each; the value is always 1.',
      stability: 'STABLE',
      labels: ['ip', 'hostname'],
      reads: { status: msg(3, { loadBalancer: msg(1, { ingress: list(1, { ip: str(1), hostname: str(2) }) }) }) },
      render: ({ status }, samples) => {
        for (const { ip, hostname } of status.loadBalancer.ingress)
          samples.label('ip', ip).label('hostname', hostname).value(1);
      },
    }),
    deletionTimestampFamily('kube_service_deletion_timestamp', 'a Service'),
  ],
});
