import { expect, it } from 'vitest';
import {
  byFlags,
  byLease,
  byStatefulSet,
  LEASE_SECONDS,
  prepareStatefulSet,
  type Report,
} from '../../bench/fleet/scenarios.ts';
import { FleetScraper, isServing, NAMESPACE, type Replica, startCluster, startReplica } from '../support/fleet.ts';
import { eventually } from '../support/process.ts';

/** Fleets of processes under a loop of scrapes; bench/fleet/run.ts prints the same figures. */
async function report(way: typeof byLease): Promise<Report> {
  const cluster = await startCluster(200);
  try {
    await prepareStatefulSet(cluster);
    return await way({ cluster, scraper: await FleetScraper.open(cluster) }, []);
  } finally {
    await cluster.stop();
  }
}

it('a fleet by Leases is rolled and scaled without a gap, and a lost shard is back within the lease duration', async () => {
  const figures = await report(byLease);
  expect(figures).toHaveLength(5);
  for (const [what, { missingSeconds, scrapes }] of figures) {
    expect(scrapes, what).toBeGreaterThan(5);
    if (what.startsWith('kill')) expect(missingSeconds, what).toBeLessThanOrEqual(LEASE_SECONDS);
    else expect([what, missingSeconds]).toEqual([what, 0]);
  }
});

it('a fleet of a StatefulSet is scaled without a gap', async () => {
  const scaled = (await report(byStatefulSet)).filter(([what]) => what.startsWith('scale'));
  expect(scaled.map(([what, { missingSeconds }]) => [what, missingSeconds])).toEqual(scaled.map(([what]) => [what, 0]));
  expect(scaled).toHaveLength(3);
});

it('a shard that has a Deployment of its own is rolled without a gap', async () => {
  const rolled = (await report(byFlags)).filter(([what]) => what.startsWith('roll'));
  expect(rolled.map(([, { missingSeconds }]) => missingSeconds)).toEqual([0]);
});

it('a replica that is stopped for longer than its Lease lasts shows nothing twice when it goes on', async () => {
  const cluster = await startCluster(100);
  const replicas: Replica[] = [];
  try {
    const flags = [
      '--shard-lease=fleet',
      '--total-shards=1',
      `--pod-namespace=${NAMESPACE}`,
      '--shard-lease-duration=4s',
    ];
    const scraper = await FleetScraper.open(cluster, ['pods']);
    for (const name of ['a', 'b']) {
      replicas.push(await startReplica(cluster, name, [...flags, `--pod=${name}`], ['pods']));
      scraper.replicas.add(replicas.at(-1)!);
    }
    await scraper.untilWhole();
    const serving = await Promise.all(replicas.map(isServing));
    const stopped = replicas[serving.indexOf(true)]!;
    stopped.process.child.kill('SIGSTOP');
    scraper.replicas.delete(stopped);
    await scraper.untilWhole();
    scraper.replicas.add(stopped);
    stopped.process.child.kill('SIGCONT');
    scraper.start();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await scraper.stop();
    const { missingSeconds, doubleSeconds, scrapes } = scraper.take();
    expect(scrapes).toBeGreaterThan(3);
    expect([missingSeconds, doubleSeconds]).toEqual([0, 0]);
    await eventually(async () => expect((await fetch(`${stopped.metrics}/metrics`)).status).toBe(200));
  } finally {
    for (const { process } of replicas) await process.stop('SIGKILL');
    await cluster.stop();
  }
});
