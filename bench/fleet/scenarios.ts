import type { Cluster, FleetScraper, Gaps, Replica } from '../../test/support/fleet.ts';
import { isServing, NAMESPACE, nodeNames, put, startReplica, untilReady } from '../../test/support/fleet.ts';

/** What happens to a fleet while it is scraped. The controllers of Kubernetes are played by hand. */

export interface Fleet {
  readonly cluster: Cluster;
  readonly scraper: FleetScraper;
}

/** What was seen while each thing happened. */
export type Report = readonly (readonly [what: string, gaps: Gaps])[];

export const LEASE_SECONDS = 15;
const GRACE_SECONDS = 4;
/** Time that a pod of the set takes to start when pods are started one by one: the grace alone would not cover it. */
const SLOW_START_SECONDS = 6;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let counter = 0;

async function startLease({ cluster, scraper }: Fleet, total: number, flags: readonly string[]): Promise<Replica> {
  const name = `replica-${counter++}`;
  const replica = await startReplica(cluster, name, [
    '--shard-lease=fleet',
    `--total-shards=${total}`,
    `--pod=${name}`,
    `--pod-namespace=${NAMESPACE}`,
    `--shard-lease-duration=${LEASE_SECONDS}s`,
    ...flags,
  ]);
  scraper.replicas.add(replica);
  return replica;
}

async function end({ scraper }: Fleet, replica: Replica, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  await replica.process.stop(signal);
  scraper.replicas.delete(replica);
}

/** As a Deployment with maxSurge 1 and maxUnavailable 0 replaces its pods. */
async function roll(fleet: Fleet, total: number, count: number, flags: readonly string[]): Promise<void> {
  const old = [...fleet.scraper.replicas];
  const ending: Promise<void>[] = [];
  for (let i = 0; i < Math.max(old.length, count); i++) {
    if (i < count) await startLease(fleet, total, flags);
    const replica = old[i];
    // A pod that is ending is not waited for.
    if (replica) ending.push(end(fleet, replica));
  }
  await Promise.all(ending);
  await fleet.scraper.untilWhole();
}

async function during(fleet: Fleet, what: string, act: () => Promise<void>): Promise<[string, Gaps]> {
  await pause(500);
  fleet.scraper.take();
  await act();
  await pause(1_000);
  return [what, fleet.scraper.take()];
}

export async function byLease(fleet: Fleet, flags: readonly string[]): Promise<Report> {
  for (let i = 0; i < 3; i++) await startLease(fleet, 2, flags);
  await fleet.scraper.untilWhole();
  fleet.scraper.start();
  const report: [string, Gaps][] = [];
  report.push(await during(fleet, 'roll 2 shards, 3 replicas', () => roll(fleet, 2, 3, flags)));
  for (const [from, to] of [
    [2, 3],
    [3, 5],
    [5, 2],
  ] as const) {
    const scaled = (): Promise<void> => roll(fleet, to, to + 1, flags);
    report.push(await during(fleet, `scale ${from} to ${to} shards`, scaled));
  }
  const kill = async (): Promise<void> => {
    for (const replica of fleet.scraper.replicas) {
      if (!(await isServing(replica))) continue;
      await end(fleet, replica, 'SIGKILL');
      break;
    }
    await fleet.scraper.untilWhole();
  };
  report.push(await during(fleet, 'kill -9 one of 2 shards', kill));
  await fleet.scraper.stop();
  for (const replica of fleet.scraper.replicas) await end(fleet, replica, 'SIGKILL');
  return report;
}

/** The set with the status that its controller writes when `readyReplicas` pods are ready. */
async function putSet({ cluster }: Fleet, replicas: number, readyReplicas: number): Promise<void> {
  // The simulator counts generations; each of them has been observed.
  const status = { observedGeneration: 99, replicas: readyReplicas, readyReplicas };
  const object = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'ksm' }, spec: { replicas }, status };
  await put(cluster, `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`, object);
}

/** The pods that the set will have are there from the start, so that the series wanted are the same throughout. */
export async function prepareStatefulSet(cluster: Cluster): Promise<void> {
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'ksm', uid: 'ksm', controller: true };
  for (let i = 0; i < 5; i++) {
    const metadata = { name: `ksm-${i}`, ownerReferences: [owner] };
    await put(cluster, `/api/v1/namespaces/${NAMESPACE}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata });
  }
  await put(cluster, `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'ksm' },
    spec: { replicas: 2 },
    status: { observedGeneration: 99, replicas: 2, readyReplicas: 2 },
  });
}

export async function byStatefulSet(fleet: Fleet, flags: readonly string[]): Promise<Report> {
  const pods: Replica[] = [];
  const start = async (ordinal: number): Promise<void> => {
    const name = `ksm-${ordinal}`;
    const identity = [`--pod=${name}`, `--pod-namespace=${NAMESPACE}`];
    const grace = [`--reshard-grace=${GRACE_SECONDS}s`, '--handover-timeout=5s'];
    pods[ordinal] = await startReplica(fleet.cluster, name, [...identity, ...grace, ...flags]);
    fleet.scraper.replicas.add(pods[ordinal]);
  };
  for (const ordinal of [0, 1]) await start(ordinal);
  await fleet.scraper.untilWhole();
  fleet.scraper.start();
  const report: [string, Gaps][] = [];
  const scale = async (from: number, to: number, slowSeconds = 0): Promise<void> => {
    await putSet(fleet, to, from);
    for (let i = from; i < to; i++) {
      await pause(slowSeconds * 1_000);
      await start(i);
      await untilReady(pods[i]!);
      await putSet(fleet, to, i + 1);
    }
    // Meanwhile the controller hears of it as well: those that go are told at once.
    await Promise.all(pods.splice(to).map((pod) => end(fleet, pod)));
    await fleet.scraper.untilWhole();
  };
  report.push(await during(fleet, 'scale 2 to 3 shards', () => scale(2, 3)));
  report.push(await during(fleet, 'scale 3 to 5 shards, slow pods one by one', () => scale(3, 5, SLOW_START_SECONDS)));
  report.push(await during(fleet, 'scale 5 to 2 shards', () => scale(5, 2)));
  const replace = async (ordinal: number, signal: NodeJS.Signals): Promise<void> => {
    await end(fleet, pods[ordinal]!, signal);
    await start(ordinal);
    await untilReady(pods[ordinal]!);
  };
  report.push(
    await during(fleet, 'roll 2 shards', async () => {
      for (const ordinal of [1, 0]) await replace(ordinal, 'SIGTERM');
    }),
  );
  report.push(await during(fleet, 'kill -9 one of 2 shards, started again at once', () => replace(0, 'SIGKILL')));
  await fleet.scraper.stop();
  for (const pod of pods) await end(fleet, pod, 'SIGKILL');
  return report;
}

/** Shards whose number the command line says; a Deployment for each, which starts the new pod first. */
export async function byFlags(fleet: Fleet, flags: readonly string[]): Promise<Report> {
  const start = async (shard: number): Promise<Replica> => {
    const replica = await startReplica(fleet.cluster, `shard-${shard}`, [
      `--shard=${shard}`,
      '--total-shards=2',
      ...flags,
    ]);
    fleet.scraper.replicas.add(replica);
    return replica;
  };
  const shards = [await start(0), await start(1)];
  await fleet.scraper.untilWhole();
  fleet.scraper.start();
  const report: [string, Gaps][] = [];
  report.push(
    await during(fleet, 'roll 2 shards', async () => {
      for (const shard of [0, 1]) {
        const fresh = await start(shard);
        await untilReady(fresh);
        await end(fleet, shards[shard]!);
        shards[shard] = fresh;
      }
    }),
  );
  report.push(
    await during(fleet, 'kill -9 one of 2 shards, started again at once', async () => {
      await end(fleet, shards[0]!, 'SIGKILL');
      shards[0] = await start(0);
      await untilReady(shards[0]);
    }),
  );
  await fleet.scraper.stop();
  for (const shard of shards) await end(fleet, shard, 'SIGKILL');
  return report;
}

/** Nodes of the cluster for `byNode`. */
export const NODES = 3;

/** A DaemonSet for the pods of each node, and a companion for those of none. */
export async function byNode(fleet: Fleet, flags: readonly string[]): Promise<Report> {
  const start = async (name: string, flag: string): Promise<Replica> => {
    const replica = await startReplica(fleet.cluster, name, [flag, ...flags], ['pods']);
    fleet.scraper.replicas.add(replica);
    return replica;
  };
  const nodes = await nodeNames(fleet.cluster);
  const pods = await Promise.all(nodes.map((node) => start(node, `--node=${node}`)));
  const companion = await start('companion', '--track-unscheduled-pods');
  await fleet.scraper.untilWhole();
  fleet.scraper.start();
  const replace = async (i: number, signal: NodeJS.Signals): Promise<void> => {
    await end(fleet, pods[i]!, signal);
    pods[i] = await start(nodes[i]!, `--node=${nodes[i]}`);
    await untilReady(pods[i]!);
  };
  const report: [string, Gaps][] = [];
  const rolled = async (): Promise<void> => {
    for (let i = 0; i < nodes.length; i++) await replace(i, 'SIGTERM');
  };
  report.push(await during(fleet, `roll ${nodes.length} nodes`, rolled));
  report.push(await during(fleet, 'kill -9 one node’s, started again at once', () => replace(0, 'SIGKILL')));
  await fleet.scraper.stop();
  for (const replica of [...pods, companion]) await end(fleet, replica, 'SIGKILL');
  return report;
}
