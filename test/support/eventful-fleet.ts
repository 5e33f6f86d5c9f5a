import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { definition, sizeConfig } from './definitions.ts';
import { type Cluster, NAMESPACE, put, type Replica, startCluster, startReplica, untilReady } from './fleet.ts';
import { eventually } from './process.ts';
import { openMany } from './raw-http.ts';

/**
 * Two shards and a standby by Lease, to which everything happens that self-metrics tell of: errors of the API server, relists,
 * broken objects, limits that are reached, a Lease of another application, custom resources that are absent or unusable, and
 * too many connections and scrapes.
 */
export interface EventfulFleet {
  readonly replicas: readonly Replica[];
  stop(): Promise<void>;
}

/** The only self-metric that no request can bring about: it takes a fault of this program, or an object beyond etcd's limits. */
export const NEVER = 'kube_state_metrics_render_errors_total';

const FLEET = 'eventful';
const MAX_CONNECTIONS = 100;

/** Starts the fleet; resolves when its self-metrics tell of everything. */
export async function startEventfulFleet(): Promise<EventfulFleet> {
  const cluster = await startCluster(200, ['--nodes=10', '--churn=20']);
  const stops: (() => Promise<unknown>)[] = [() => cluster.stop()];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    await prepare(cluster);
    const replicas: Replica[] = [];
    for (const name of ['a', 'b', 'c']) {
      const replica = await startReplica(cluster, name, flags(name));
      stops.push(() => replica.process.stop());
      replicas.push(replica);
    }
    await Promise.all(replicas.map(untilReady));
    await disturb(cluster, replicas);
    return { replicas, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function flags(name: string): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-eventful-'));
  const config = path.join(folder, 'config.yaml');
  writeFileSync(config, 'metric_denylist:\n  kube_pod_tolerations: {}\n');
  const kinds = path.join(folder, 'kinds.yaml');
  const patterns = [
    ['shop.example.com', 'v1', 'Cart'],
    ['shop.example.com', 'v1', 'Absent'],
  ] as const;
  writeFileSync(kinds, sizeConfig(patterns));
  return [
    `--config=${config}`,
    `--custom-resource-state-config-file=${kinds}`,
    `--shard-lease=${FLEET}`,
    '--total-shards=2',
    '--sharding-algorithm=range',
    `--pod=${name}`,
    `--pod-namespace=${NAMESPACE}`,
    '--object-limit=50',
    '--max-series-per-family=100',
    `--max-connections=${MAX_CONNECTIONS}`,
  ];
}

async function prepare(cluster: Cluster): Promise<void> {
  const lease = { metadata: { name: `${FLEET}-1-of-2`, namespace: NAMESPACE }, spec: { holderIdentity: 'another' } };
  await put(cluster, `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    ...lease,
  });
  await put(cluster, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    ...definition('Cart', 'carts', 'shop.example.com'),
  });
  for (let i = 0; i < 10; i++) await put(cluster, `/apis/shop.example.com/v1/namespaces/${NAMESPACE}/carts`, cart(i));
  // Errors of both kinds of requests, each early, so that the fleet is well soon.
  for (const [resource, verb] of [
    ['services', 'watchList'],
    ['services', 'watch'],
    ['secrets', 'list'],
  ] as const)
    await post(cluster, 'faults', { resource, verb, times: 4, fault: { type: 'status', code: 500 } });
}

/** A custom object whose number is none. */
function cart(index: number): object {
  return {
    apiVersion: 'shop.example.com/v1',
    kind: 'Cart',
    metadata: { name: `cart-${index}`, namespace: NAMESPACE },
    spec: { size: 'many' },
  };
}

async function disturb(cluster: Cluster, replicas: readonly Replica[]): Promise<void> {
  const { metrics, telemetry } = replicas[0]!;
  await post(cluster, 'disturb', { how: 'expire', resource: 'nodes' });
  await post(cluster, 'disturb', { how: 'expire', resource: 'services' });
  await post(cluster, 'disturb', { how: 'brokenObject', resource: 'pods' });
  const idle = await openMany(Number(new URL(metrics).port), MAX_CONNECTIONS + 10, '');
  await eventually(async () => {
    // More scrapes at once than are answered.
    const request = 'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const many = await openMany(Number(new URL(telemetry).port), MAX_CONNECTIONS - 10, request);
    await Promise.all(many.map((socket) => socket.closed || new Promise((done) => socket.once('close', done))));
    const texts = await Promise.all(replicas.map(async (r) => (await fetch(`${r.telemetry}/metrics`)).text()));
    const text = texts.join('');
    for (const sign of [
      'scrapes_rejected_total{',
      'connections_closed_total{',
      'decode_errors_total{',
      'relist_total{',
      'list_total{resource="*v1.Service",result="error"}',
      'watch_total{resource="*v1.Service",result="error"}',
      'foreign_lease{',
    ])
      if (!text.includes(`kube_state_metrics_${sign}`)) throw new Error(`no ${sign} in the self-metrics`);
  }, 60_000);
  for (const socket of idle) socket.destroy();
}

async function post({ url }: Cluster, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}/simulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path}: ${await response.text()}`);
}
