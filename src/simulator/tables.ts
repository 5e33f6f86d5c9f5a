import { parseUtc } from '../base/utc-time.ts';
import type { Kind } from './kinds.ts';
import { type ApiObject, at, type Json, type JsonObject, textAt } from './objects.ts';
import type { StoredObject } from './stored.ts';

interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
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
const nameColumn = text('Name', 'metadata', 'name');
const age: Column = {
  name: 'Age',
  type: 'string',
  cell: (o, now) => ageOf(textAt(o, 'metadata', 'creationTimestamp'), now),
};

type Status = { readonly ready?: boolean; readonly restartCount?: number; readonly state?: JsonObject };
const statuses = (pod: ApiObject): readonly Status[] =>
  (at(pod, 'status', 'containerStatuses') ?? []) as readonly Status[];

const podColumns: readonly Column[] = [
  {
    name: 'Ready',
    type: 'string',
    cell: (pod) => `${statuses(pod).filter((s) => s.ready).length}/${statuses(pod).length}`,
  },
  { name: 'Status', type: 'string', cell: podStatus },
  {
    name: 'Restarts',
    type: 'string',
    cell: (pod) => String(statuses(pod).reduce((n, s) => n + (s.restartCount ?? 0), 0)),
  },
  age,
  text('IP', 'status', 'podIP'),
  text('Node', 'spec', 'nodeName'),
];

/** Columns between name and age; where `age` is not among them it comes last. */
const columnsOf: Readonly<Record<string, readonly Column[]>> = {
  pods: podColumns,
  nodes: [
    { name: 'Status', type: 'string', cell: nodeStatus },
    age,
    text('Version', 'status', 'nodeInfo', 'kubeletVersion'),
    text('OS-Image', 'status', 'nodeInfo', 'osImage'),
  ],
  namespaces: [text('Status', 'status', 'phase')],
  secrets: [
    text('Type', 'type'),
    { name: 'Data', type: 'integer', cell: (o) => Object.keys((o.data ?? {}) as object).length },
  ],
  configmaps: [{ name: 'Data', type: 'integer', cell: (o) => Object.keys((o.data ?? {}) as object).length }],
  deployments: [
    {
      name: 'Ready',
      type: 'string',
      cell: (o) => `${at(o, 'status', 'readyReplicas') ?? 0}/${at(o, 'spec', 'replicas') ?? 0}`,
    },
    number('Up-to-date', 'status', 'updatedReplicas'),
    number('Available', 'status', 'availableReplicas'),
  ],
  replicasets: [
    number('Desired', 'spec', 'replicas'),
    number('Current', 'status', 'replicas'),
    number('Ready', 'status', 'readyReplicas'),
  ],
  services: [text('Type', 'spec', 'type'), text('Cluster-IP', 'spec', 'clusterIP')],
  leases: [text('Holder', 'spec', 'holderIdentity')],
};

function columns(kind: Kind): readonly Column[] {
  const more = columnsOf[kind.plural] ?? [];
  return more.includes(age) ? [nameColumn, ...more] : [nameColumn, ...more, age];
}

/** A Table of objects (meta.k8s.io/v1). Watches send the column definitions with their first event only. */
export function tableOf(
  kind: Kind,
  objects: readonly StoredObject[],
  include: string,
  metadata: JsonObject,
  withColumns: boolean,
  now: number,
): JsonObject {
  const shown = columns(kind);
  const definitions = shown.map((c) => ({
    name: c.name,
    type: c.type,
    format: c === nameColumn ? 'name' : '',
    description: c.name,
    priority: c.name === 'IP' || c.name === 'Node' || c.name === 'OS-Image' ? 1 : 0,
  }));
  const rows = objects.map((o) => ({
    cells: shown.map((c) => c.cell(o.value, now)),
    ...(include !== 'None' && { object: include === 'Object' ? o.value : o.toPartial() }),
  }));
  const columnDefinitions = withColumns ? definitions : null;
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows } as unknown as JsonObject;
}

function podStatus(pod: ApiObject): string {
  for (const { state } of statuses(pod)) {
    const reason = textAt(state, 'waiting', 'reason') || textAt(state, 'terminated', 'reason');
    if (reason) return reason;
  }
  return textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase');
}

function nodeStatus(node: ApiObject): string {
  const conditions = (at(node, 'status', 'conditions') ?? []) as readonly JsonObject[];
  const ready = conditions.some((c) => c.type === 'Ready' && c.status === 'True');
  return (ready ? 'Ready' : 'NotReady') + (at(node, 'spec', 'unschedulable') ? ',SchedulingDisabled' : '');
}

function ageOf(created: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - (parseUtc(created) ?? Number.NaN)) / 1000));
  if (!Number.isFinite(seconds)) return '<unknown>';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
