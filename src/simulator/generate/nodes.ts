import type { JsonObject } from '../objects.ts';
import type { Random } from './random.ts';

/** A node to generate. */
export interface NodePlan {
  readonly name: string;
  readonly ip: string;
  readonly index: number;
  readonly created: string;
}

/** Plans the node with an index: its name and addresses. */
export function planNode(index: number, created: string): NodePlan {
  return {
    name: `node-${String(index).padStart(4, '0')}`,
    ip: `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    index,
    created,
  };
}

/** A worker node, a few of them with taints, cordoned or not ready. */
export function makeNode(plan: NodePlan, random: Random): JsonObject {
  const { name, created, index } = plan;
  const amounts = {
    cpu: '16',
    memory: '65806Mi',
    pods: '250',
    'ephemeral-storage': '203070420Ki',
    'hugepages-2Mi': '0',
  };
  const isReady = !random.chance(0.004);
  return {
    metadata: {
      name,
      uid: random.uid(),
      creationTimestamp: created,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': `zone-${'abc'[index % 3]}`,
        'node.kubernetes.io/instance-type': 'm16',
        ...(index < 3 && { 'node-role.kubernetes.io/control-plane': '' }),
      },
    },
    spec: {
      podCIDR: `10.${100 + Math.floor(index / 250)}.${index % 250}.0/24`,
      podCIDRs: [`10.${100 + Math.floor(index / 250)}.${index % 250}.0/24`],
      providerID: `simulated:///zone-${'abc'[index % 3]}/${name}`,
      ...(index < 3 && { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }),
      ...(random.chance(0.01) && { unschedulable: true }),
    },
    status: {
      capacity: amounts,
      allocatable: { ...amounts, cpu: '15800m', memory: '62734Mi' },
      conditions: conditions(isReady, created),
      addresses: [
        { type: 'InternalIP', address: plan.ip },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        machineID: random.hex(32),
        systemUUID: random.uid(),
        bootID: random.uid(),
        kernelVersion: '6.8.0-1021',
        osImage: 'Simulated Linux 24.04',
        containerRuntimeVersion: 'containerd://2.0.2',
        kubeletVersion: 'v1.36.1',
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: Array.from({ length: 8 }, () => ({
        names: [`registry.example.com/app@sha256:${random.hex(64)}`],
        sizeBytes: random.below(1e9),
      })),
    },
  };
}

function conditions(isReady: boolean, created: string): JsonObject[] {
  const condition = (type: string, status: string, reason: string): JsonObject => ({
    type,
    status,
    reason,
    message: reason,
    lastHeartbeatTime: created,
    lastTransitionTime: created,
  });
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
    condition('Ready', isReady ? 'True' : 'Unknown', isReady ? 'KubeletReady' : 'NodeStatusUnknown'),
  ];
}

/** The Lease that a kubelet renews. */
export function makeNodeLease({ name, created }: NodePlan, uid: string): JsonObject {
  const microTime = created.replace('Z', '.000000Z');
  return {
    metadata: {
      name,
      namespace: 'kube-node-lease',
      creationTimestamp: created,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTime },
  };
}
