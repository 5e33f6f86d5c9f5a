import { conditionsFamily } from '../families/conditions.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { labels } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { bool, list, msg, str, strs } from '../model/schema.ts';
import { nodeResourcesFamily } from './nodes/resources.ts';

const ROLE_LABEL = 'node-role.kubernetes.io/';

const addresses = list(5, { type: str(1), address: str(2) });
const nodeInfo = msg(7, {
  systemUUID: str(2),
  kernelVersion: str(4),
  osImage: str(5),
  containerRuntimeVersion: str(6),
  kubeletVersion: str(7),
});

/** Nodes: versions, capacity, conditions and taints. */
export const nodes = resource({
  plural: 'nodes',
  kind: 'Node',
  namespaced: false,
  identityLabels: [['node', 'name']],
  families: [
    annotationsFamily('kube_node_annotations', 'a node'),
    createdFamily('kube_node_created', 'a node'),
    deletionTimestampFamily('kube_node_deletion_timestamp', 'a node'),
    family({
      name: 'kube_node_info',
      help: 'Versions, identifiers and addresses of a node, as labels; the value is always 1.',
      stability: 'STABLE',
      labels: [
        'kernel_version',
        'os_image',
        'container_runtime_version',
        'kubelet_version',
        'kubeproxy_version',
        'provider_id',
        'pod_cidr',
        'system_uuid',
        'internal_ip',
      ],
      reads: { spec: msg(2, { podCIDR: str(1), providerID: str(3) }), status: msg(3, { nodeInfo, addresses }) },
      render: ({ spec, status }, samples) => {
        const info = status.nodeInfo;
        samples.label('kernel_version', info.kernelVersion).label('os_image', info.osImage);
        samples
          .label('container_runtime_version', info.containerRuntimeVersion)
          .label('kubelet_version', info.kubeletVersion);
        // Nodes no longer say which kube-proxy they run.
        samples.label('kubeproxy_version', 'deprecated').label('provider_id', spec.providerID);
        samples.label('pod_cidr', spec.podCIDR).label('system_uuid', info.systemUUID);
        let internalIp = '';
        for (const { type, address } of status.addresses) if (type === 'InternalIP') internalIp = address;
        samples.label('internal_ip', internalIp).value(1);
      },
    }),
    labelsFamily('kube_node_labels', 'a node'),
    family({
      name: 'kube_node_role',
      help: 'Roles of a node, from its node-role.kubernetes.io labels, one series each; the value is always 1.',
      labels: ['role'],
      reads: labels,
      render: ({ metadata }, samples) => {
        for (const key of metadata.labels.keys()) {
          if (key.startsWith(ROLE_LABEL)) samples.label('role', key.slice(ROLE_LABEL.length)).value(1);
        }
      },
    }),
    family({
      name: 'kube_node_spec_pod_cidrs',
      help: 'Pod address ranges of a node, one series each; the value is always 1.',
      labels: ['pod_cidr'],
      reads: { spec: msg(2, { podCIDRs: strs(7) }) },
      render: ({ spec }, samples) => {
        for (const cidr of spec.podCIDRs) samples.label('pod_cidr', cidr).value(1);
      },
    }),
    family({
      name: 'kube_node_spec_taint',
      help: 'Taints of a node, one series each; the value is always 1.',
      stability: 'STABLE',
      labels: ['key', 'value', 'effect'],
      reads: { spec: msg(2, { taints: list(5, { key: str(1), value: str(2), effect: str(3) }) }) },
      render: ({ spec }, samples) => {
        for (const { key, value, effect } of spec.taints) {
          samples.label('key', key).label('value', value).label('effect', effect).value(1);
        }
      },
    }),
    family({
      name: 'kube_node_spec_unschedulable',
      help: 'Whether a node is unschedulable (1) or not (0).',
      stability: 'STABLE',
      reads: { spec: msg(2, { unschedulable: bool(4) }) },
      render: ({ spec }, samples) => samples.value(spec.unschedulable ? 1 : 0),
    }),
    nodeResourcesFamily(
      'kube_node_status_allocatable',
      'allocatable',
      2,
      'Resources of a node that are allocatable to pods, in the unit of the unit label.',
    ),
    nodeResourcesFamily(
      'kube_node_status_capacity',
      'capacity',
      1,
      'Total resources of a node, in the unit of the unit label.',
    ),
    conditionsFamily('kube_node_status_condition', 'a node', 4),
    family({
      name: 'kube_node_status_addresses',
      help: 'Addresses of a node, one series each; the value is always 1.',
      labels: ['type', 'address'],
      reads: { status: msg(3, { addresses }) },
      render: ({ status }, samples) => {
        for (const { type, address } of status.addresses)
          samples.label('type', type).label('address', address).value(1);
      },
    }),
  ],
});
