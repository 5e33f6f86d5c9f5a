import { GROUP, KIND, VERSION } from './kind.ts';

/** Custom objects of a size, as an API server stores and sends them: the text around the members that differ is the same for all. */

const PHASES = ['Pending', 'Provisioning', 'Running', 'Deleting', 'Failed'] as const;
const CONDITIONS = ['Ready', 'InfrastructureReady', 'BootstrapReady', 'NodeHealthy', 'Drained'] as const;
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] as const;
/** Objects of a namespace. */
const PER_NAMESPACE = 500;
const CREATED_MS = Date.UTC(2026, 0, 1);

/** Returns the JSON of object `index` in a revision: about `bytes` long. */
export function objectText(index: number, revision: number, bytes: number): string {
  const text = JSON.stringify(machine(index, revision, ''));
  return JSON.stringify(machine(index, revision, 'x'.repeat(Math.max(0, bytes - text.length))));
}

function machine(index: number, revision: number, notes: string): object {
  const name = `machine-${String(index).padStart(6, '0')}`;
  const pool = `pool-${index % 40}`;
  const zone = ZONES[index % ZONES.length];
  return {
    apiVersion: `${GROUP}/${VERSION}`,
    kind: KIND,
    metadata: {
      annotations: { [`${GROUP}/notes`]: notes, [`${GROUP}/cloned-from`]: `${pool}-template` },
      creationTimestamp: timeText(index),
      finalizers: [`machine.${GROUP}`],
      generation: 3,
      labels: {
        [`${GROUP}/cluster`]: `cluster-${index % 20}`,
        [`${GROUP}/pool`]: pool,
        'topology.kubernetes.io/zone': zone,
      },
      managedFields: [
        {
          manager: 'manager',
          operation: 'Update',
          apiVersion: `${GROUP}/${VERSION}`,
          time: timeText(index),
          fieldsType: 'FieldsV1',
          fieldsV1: FIELDS,
        },
      ],
      name,
      namespace: `team-${Math.floor(index / PER_NAMESPACE)}`,
      ownerReferences: [
        { apiVersion: `${GROUP}/${VERSION}`, kind: 'MachineSet', name: pool, uid: uidOf(index % 40), controller: true },
      ],
      resourceVersion: String(1_000 + index + revision),
      uid: uidOf(index),
    },
    spec: {
      clusterName: `cluster-${index % 20}`,
      providerID: `aws:///${zone}/i-${(0x10_000_000 + index).toString(16)}`,
      replicas: index % 7,
      version: `v1.${30 + (index % 5)}.2`,
      bootstrap: { dataSecretName: `${name}-bootstrap`, configRef: { kind: 'KubeadmConfig', name: `${name}-config` } },
      limits: { cpu: `${(index % 16) * 250}m`, memory: `${(index % 8) + 1}Gi`, 'ephemeral-storage': '20Gi' },
      template: { containers: CONTAINERS },
    },
    status: statusOf(index, revision, name),
  };
}

function statusOf(index: number, revision: number, name: string): object {
  return {
    phase: PHASES[(index + revision) % PHASES.length],
    observedGeneration: 3,
    readyReplicas: (index + revision) % 7,
    lastUpdated: timeText(index + revision),
    nodeRef: { kind: 'Node', name: `${name}.compute.internal`, uid: uidOf(index + 1) },
    addresses: [
      { type: 'InternalIP', address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}` },
      { type: 'Hostname', address: `${name}.compute.internal` },
    ],
    conditions: CONDITIONS.map((type, i) => ({
      type,
      status: (index + revision + i) % 4 === 0 ? 'False' : 'True',
      reason: 'Reconciled',
      message: `The "${type}" check of ${name} has been done`,
      lastTransitionTime: timeText(index + i),
    })),
  };
}

function timeText(offset: number): string {
  return new Date(CREATED_MS + offset * 1_000).toISOString().replace('.000Z', 'Z');
}

function uidOf(index: number): string {
  return `5f3c9a10-7b1e-4c55-9d0e-${String(index).padStart(12, '0')}`;
}

const FIELDS = Object.fromEntries(
  ['f:spec', 'f:status', 'f:metadata'].map((part) => [
    part,
    Object.fromEntries(
      ['f:phase', 'f:conditions', 'f:replicas', 'f:template', 'f:limits', 'f:addresses'].map((field) => [
        field,
        { '.': {}, 'k:{"type":"Ready"}': { '.': {}, 'f:status': {} } },
      ]),
    ),
  ]),
);

const CONTAINERS = ['agent', 'proxy'].map((name) => ({
  name,
  image: `registry.example.com/${name}:1.4.2`,
  args: ['--config=/etc/agent.yaml', '--verbosity=2'],
  ports: [{ containerPort: 8_443, protocol: 'TCP' }],
}));
