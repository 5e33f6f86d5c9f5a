import { parseUtc } from '../base/utc-time.ts';
import { nodeStatus, podStatus, restartsOf, rolesOf, statusesOf } from './column-texts.ts';
import { type ApiObject, at, type Json, type JsonObject, textAt } from './objects.ts';

/** A column of a Table. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
  readonly cell: (object: ApiObject, now: number) => Json;
}

const text = (name: string, ...path: readonly string[]): Column => ({
  name,
  type: 'string',
  cell: (o) => textAt(o, ...path),
});
const number = (name: string, ...path: readonly string[]): Column => ({
  name,
  type: 'integer',
  cell: (o) => Number(at(o, ...path) ?? 0),
});
const made = (name: string, cell: Column['cell']): Column => ({ name, type: 'string', cell });
const wide = (column: Column): Column => ({ ...column, wide: true });
const list = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];
const orNone = (value: string): string => value || '<none>';

/** The name of an object. */
export const nameColumn = text('Name', 'metadata', 'name');
/** Time since its creation. */
export const ageColumn = made('Age', (o, now) => ageOf(textAt(o, 'metadata', 'creationTimestamp'), now));

const count = (member: string): Column => ({
  name: 'Data',
  type: 'integer',
  cell: (o) => Object.keys((o[member] ?? {}) as object).length,
});
const containers = [
  wide(
    made('Containers', (o) =>
      list(at(o, 'spec', 'template', 'spec', 'containers'))
        .map((c) => c.name)
        .join(','),
    ),
  ),
  wide(
    made('Images', (o) =>
      list(at(o, 'spec', 'template', 'spec', 'containers'))
        .map((c) => c.image)
        .join(','),
    ),
  ),
  wide(made('Selector', (o) => labelsText(at(o, 'spec', 'selector', 'matchLabels') ?? at(o, 'spec', 'selector')))),
];
const replicas = [number('Desired', 'spec', 'replicas'), number('Current', 'status', 'replicas')];
const readyOf = made('Ready', (o) => `${at(o, 'status', 'readyReplicas') ?? 0}/${at(o, 'spec', 'replicas') ?? 1}`);
const modes = made('Access Modes', (o) =>
  ((at(o, 'spec', 'accessModes') ?? []) as readonly string[]).map(shortMode).join(','),
);
const roleRef = made('Role', (o) => `${textAt(o, 'roleRef', 'kind')}/${textAt(o, 'roleRef', 'name')}`);
const webhooks: Column = { name: 'Webhooks', type: 'integer', cell: (o) => list(o.webhooks).length };

/** Columns between name and age by plural; where `age` is not among them it comes last. */
export const columnsOf: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    made('Ready', (pod) => {
      const declared = list(at(pod, 'spec', 'containers')).length;
      return `${statusesOf(pod).filter((s) => s.ready).length}/${declared}`;
    }),
    made('Status', podStatus),
    made('Restarts', restartsOf),
    ageColumn,
    wide(made('IP', (o) => orNone(textAt(o, 'status', 'podIP')))),
    wide(made('Node', (o) => orNone(textAt(o, 'spec', 'nodeName')))),
  ],
  nodes: [
    made('Status', nodeStatus),
    made('Roles', rolesOf),
    ageColumn,
    text('Version', 'status', 'nodeInfo', 'kubeletVersion'),
    wide(made('Internal-IP', (o) => addressOf(o, 'InternalIP'))),
    wide(made('External-IP', (o) => addressOf(o, 'ExternalIP'))),
    wide(text('OS-Image', 'status', 'nodeInfo', 'osImage')),
    wide(text('Kernel-Version', 'status', 'nodeInfo', 'kernelVersion')),
    wide(text('Container-Runtime', 'status', 'nodeInfo', 'containerRuntimeVersion')),
  ],
  namespaces: [text('Status', 'status', 'phase')],
  secrets: [text('Type', 'type'), count('data')],
  configmaps: [count('data')],
  serviceaccounts: [{ name: 'Secrets', type: 'integer', cell: (o) => list(o.secrets).length }],
  deployments: [
    readyOf,
    number('Up-to-date', 'status', 'updatedReplicas'),
    number('Available', 'status', 'availableReplicas'),
    ageColumn,
    ...containers,
  ],
  replicasets: [...replicas, number('Ready', 'status', 'readyReplicas'), ageColumn, ...containers],
  replicationcontrollers: [...replicas, number('Ready', 'status', 'readyReplicas'), ageColumn, ...containers],
  statefulsets: [readyOf, ageColumn, ...containers.slice(0, 2)],
  daemonsets: [
    number('Desired', 'status', 'desiredNumberScheduled'),
    number('Current', 'status', 'currentNumberScheduled'),
    number('Ready', 'status', 'numberReady'),
    number('Up-to-date', 'status', 'updatedNumberScheduled'),
    number('Available', 'status', 'numberAvailable'),
    made('Node Selector', (o) => labelsText(at(o, 'spec', 'template', 'spec', 'nodeSelector'))),
    ageColumn,
    ...containers,
  ],
  jobs: [
    made('Status', jobStatus),
    made('Completions', (o) => `${at(o, 'status', 'succeeded') ?? 0}/${at(o, 'spec', 'completions') ?? 1}`),
    made('Duration', jobDuration),
    ageColumn,
    ...containers,
  ],
  cronjobs: [
    text('Schedule', 'spec', 'schedule'),
    made('Timezone', (o) => orNone(textAt(o, 'spec', 'timeZone'))),
    made('Suspend', (o) => (at(o, 'spec', 'suspend') === true ? 'True' : 'False')),
    { name: 'Active', type: 'integer', cell: (o) => list(at(o, 'status', 'active')).length },
    made('Last Schedule', (o, now) => {
      const last = textAt(o, 'status', 'lastScheduleTime');
      return last ? ageOf(last, now) : '<none>';
    }),
  ],
  services: [
    text('Type', 'spec', 'type'),
    made('Cluster-IP', (o) => orNone(textAt(o, 'spec', 'clusterIP'))),
    made('External-IP', (o) => {
      const ingress = list(at(o, 'status', 'loadBalancer', 'ingress')).map((i) => i.ip ?? i.hostname);
      const given = (at(o, 'spec', 'externalIPs') ?? []) as readonly string[];
      return orNone([...ingress, ...given].join(',') || textAt(o, 'spec', 'externalName'));
    }),
    made('Port(s)', (o) =>
      orNone(
        list(at(o, 'spec', 'ports'))
          .map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'}`)
          .join(','),
      ),
    ),
    ageColumn,
    wide(made('Selector', (o) => labelsText(at(o, 'spec', 'selector')))),
  ],
  endpoints: [
    made('Endpoints', (o) =>
      orNone(
        list(o.subsets)
          .flatMap((s) => list(s.addresses).map((a) => `${a.ip}:${list(s.ports)[0]?.port ?? ''}`))
          .slice(0, 3)
          .join(','),
      ),
    ),
  ],
  endpointslices: [
    text('AddressType', 'addressType'),
    made('Ports', (o) =>
      orNone(
        list(o.ports)
          .map((p) => p.port)
          .join(','),
      ),
    ),
    made('Endpoints', (o) =>
      orNone(
        list(o.endpoints)
          .flatMap((e) => e.addresses as readonly string[])
          .slice(0, 3)
          .join(','),
      ),
    ),
  ],
  ingresses: [
    made('Class', (o) => orNone(textAt(o, 'spec', 'ingressClassName'))),
    made(
      'Hosts',
      (o) =>
        list(at(o, 'spec', 'rules'))
          .map((r) => r.host ?? '*')
          .join(',') || '*',
    ),
    made('Address', (o) =>
      list(at(o, 'status', 'loadBalancer', 'ingress'))
        .map((i) => i.ip ?? i.hostname)
        .join(','),
    ),
    made('Ports', (o) => (at(o, 'spec', 'tls') ? '80, 443' : '80')),
  ],
  ingressclasses: [text('Controller', 'spec', 'controller')],
  networkpolicies: [made('Pod-Selector', (o) => labelsText(at(o, 'spec', 'podSelector', 'matchLabels')))],
  horizontalpodautoscalers: [
    made(
      'Reference',
      (o) => `${textAt(o, 'spec', 'scaleTargetRef', 'kind')}/${textAt(o, 'spec', 'scaleTargetRef', 'name')}`,
    ),
    made('Targets', autoscalerTargets),
    number('MinPods', 'spec', 'minReplicas'),
    number('MaxPods', 'spec', 'maxReplicas'),
    number('Replicas', 'status', 'currentReplicas'),
  ],
  poddisruptionbudgets: [
    made('Min Available', (o) => String(at(o, 'spec', 'minAvailable') ?? 'N/A')),
    made('Max Unavailable', (o) => String(at(o, 'spec', 'maxUnavailable') ?? 'N/A')),
    number('Allowed Disruptions', 'status', 'disruptionsAllowed'),
  ],
  persistentvolumeclaims: [
    text('Status', 'status', 'phase'),
    text('Volume', 'spec', 'volumeName'),
    text('Capacity', 'status', 'capacity', 'storage'),
    modes,
    text('StorageClass', 'spec', 'storageClassName'),
  ],
  persistentvolumes: [
    text('Capacity', 'spec', 'capacity', 'storage'),
    modes,
    text('Reclaim Policy', 'spec', 'persistentVolumeReclaimPolicy'),
    text('Status', 'status', 'phase'),
    made('Claim', (o) =>
      at(o, 'spec', 'claimRef')
        ? `${textAt(o, 'spec', 'claimRef', 'namespace')}/${textAt(o, 'spec', 'claimRef', 'name')}`
        : '',
    ),
    text('StorageClass', 'spec', 'storageClassName'),
    text('Reason', 'status', 'reason'),
  ],
  storageclasses: [
    text('Provisioner', 'provisioner'),
    text('ReclaimPolicy', 'reclaimPolicy'),
    text('VolumeBindingMode', 'volumeBindingMode'),
    made('AllowVolumeExpansion', (o) => String(o.allowVolumeExpansion ?? false)),
  ],
  volumeattachments: [
    text('Attacher', 'spec', 'attacher'),
    text('PV', 'spec', 'source', 'persistentVolumeName'),
    text('Node', 'spec', 'nodeName'),
    made('Attached', (o) => String(at(o, 'status', 'attached') ?? false)),
  ],
  resourcequotas: [
    made('Request', (o) => quotaText(o, (name) => !name.startsWith('limits.'))),
    made('Limit', (o) => quotaText(o, (name) => name.startsWith('limits.'))),
  ],
  limitranges: [made('Created At', (o) => textAt(o, 'metadata', 'creationTimestamp'))],
  events: [
    made('Last Seen', (o, now) => ageOf(textAt(o, 'lastTimestamp'), now)),
    text('Type', 'type'),
    text('Reason', 'reason'),
    made(
      'Object',
      (o) => `${textAt(o, 'involvedObject', 'kind').toLowerCase()}/${textAt(o, 'involvedObject', 'name')}`,
    ),
    text('Message', 'message'),
  ],
  leases: [text('Holder', 'spec', 'holderIdentity')],
  certificatesigningrequests: [
    ageColumn,
    text('SignerName', 'spec', 'signerName'),
    text('Requestor', 'spec', 'username'),
    made(
      'Condition',
      (o) =>
        list(at(o, 'status', 'conditions'))
          .map((c) => c.type)
          .join(',') || 'Pending',
    ),
  ],
  rolebindings: [roleRef],
  clusterrolebindings: [roleRef],
  mutatingwebhookconfigurations: [webhooks],
  validatingwebhookconfigurations: [webhooks],
  customresourcedefinitions: [made('Created At', (o) => textAt(o, 'metadata', 'creationTimestamp'))],
};

function labelsText(labels: Json | undefined): string {
  const pairs = Object.entries((labels ?? {}) as JsonObject).filter(([, value]) => typeof value === 'string');
  return orNone(pairs.map(([key, value]) => `${key}=${String(value)}`).join(','));
}

function addressOf(node: ApiObject, type: string): string {
  return orNone(String(list(at(node, 'status', 'addresses')).find((a) => a.type === type)?.address ?? ''));
}

function shortMode(mode: string): string {
  return mode.replace(/[a-z]+/g, '');
}

function jobStatus(job: ApiObject): string {
  const found = list(at(job, 'status', 'conditions')).find(
    (c) => c.status === 'True' && /^(Complete|Failed|Suspended)$/.test(String(c.type)),
  );
  return found ? String(found.type) : 'Running';
}

function jobDuration(job: ApiObject, now: number): string {
  const start = parseUtc(textAt(job, 'status', 'startTime'));
  if (start === undefined) return '';
  const end = parseUtc(textAt(job, 'status', 'completionTime')) ?? now;
  return durationText(Math.floor((end - start) / 1000));
}

function autoscalerTargets(hpa: ApiObject): string {
  const current = list(at(hpa, 'status', 'currentMetrics'));
  const texts = list(at(hpa, 'spec', 'metrics')).map((metric, i) => {
    const name = textAt(metric, 'resource', 'name');
    const now = at(current[i], 'resource', 'current', 'averageUtilization');
    return `${name}: ${now === undefined ? '<unknown>' : `${now}%`}/${at(metric, 'resource', 'target', 'averageUtilization') ?? ''}%`;
  });
  return orNone(texts.join(', '));
}

function quotaText(quota: ApiObject, shows: (name: string) => boolean): string {
  const hard = Object.entries((at(quota, 'spec', 'hard') ?? {}) as JsonObject).filter(([name]) => shows(name));
  return hard
    .map(([name, most]) => `${name}: ${String(at(quota, 'status', 'used', name) ?? '0')}/${String(most)}`)
    .join(', ');
}

function ageOf(created: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - (parseUtc(created) ?? Number.NaN)) / 1000));
  return Number.isFinite(seconds) ? durationText(seconds) : '<unknown>';
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
