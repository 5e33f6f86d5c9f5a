import { type Clock, timeoutSignal } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import type { FleetPlan, Plan } from '../model/plan.ts';
import { readWhole, type Transport } from '../model/transport.ts';
import { release } from '../system/release.ts';
import type { Log } from '../telemetry/log.ts';

/** Time for the cluster to say its version. */
const VERSION_MS = 10_000;

/** Logs the program and what it is to do: the first line of a run. */
export function logStart(log: Log, { resources, fleet }: Plan): void {
  const families = [...resources.values()].reduce((sum, resource) => sum + resource.families.length, 0);
  const program = { version: release, runtime: `node ${process.versions.node}` };
  log.info({ ...program, shard: shardText(fleet), resources: resources.size, families }, 'starting');
}

/** Logs the addresses. */
export function logListening(log: Log, { listeners }: Plan, ports: readonly [number, number]): void {
  const { host, telemetryHost } = listeners;
  log.info({ metrics: address(host, ports[0]), telemetry: address(telemetryHost, ports[1]) }, 'listening');
}

/** Asks the cluster for its version and logs it. Nothing depends on it: whether it can be reached is told elsewhere. */
export async function logCluster(log: Log, transport: Transport, clock: Clock): Promise<void> {
  try {
    const signal = timeoutSignal(clock, VERSION_MS);
    const { status, body } = await transport.get({ path: '/version', query: {}, accept: 'application/json', signal });
    const text = (await readWhole(body)).toString();
    if (status !== 200) throw new Error(`status ${status}`);
    const { gitVersion, platform } = JSON.parse(text) as Record<string, unknown>;
    log.info({ version: gitVersion, platform }, 'connected to the cluster');
  } catch (error) {
    log.debug({ error: errorText(error) }, 'the cluster does not say its version');
  }
}

function shardText({ kind, shard, totalShards, shardLease, pod }: FleetPlan): string {
  if (kind === 'lease') return `one of ${totalShards}, by Lease ${shardLease}`;
  if (kind === 'statefulset') return `by the ordinal of pod ${pod}`;
  return totalShards > 1 ? `ordinal ${shard} of ${totalShards}` : 'none';
}

function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
