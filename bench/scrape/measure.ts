import { get } from 'node:http';
import type { Running } from '../../test/support/process.ts';
import { cpuSeconds, memoryMib } from './procstat.ts';

/** What was measured of one exporter; times in seconds, memory in MiB. */
export interface Measured {
  readonly syncWall: number;
  readonly syncCpu: number;
  readonly syncPeakMib: number;
  readonly endMib: number;
  readonly series: number;
  readonly gzipWall: number;
  readonly gzipCpu: number;
  readonly gzipBytes: number;
  readonly identityWall: number;
  readonly identityCpu: number;
  readonly identityBytes: number;
  /** CPU per 1,000 changes without a scrape; unset where the API server makes no changes on demand. */
  readonly eventsCpu?: number;
  /** CPU of the whole process while it is scraped in gzip every 15 s under changes. */
  readonly churnCpu?: number;
}

export interface Plan {
  readonly pods: number;
  readonly scrapes: number;
  readonly churnRate: number;
  readonly churnSeconds: number;
  /** Sets the rate of changes; undefined: the API server cannot. */
  readonly churn: ((rate: number) => Promise<void>) | undefined;
}

const IDLE_CPU = 0.05;
const SCRAPE_EVERY_MS = 15_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Measures an exporter that has just been started, on this port. Throws where it ends or shows other pods. */
export async function measure(exporter: Running, port: number, startedAt: number, plan: Plan): Promise<Measured> {
  const pid = exporter.child.pid!;
  const syncWall = ((await untilIdle(exporter, pid)) - startedAt) / 1000;
  const syncCpu = cpuSeconds(pid);
  const syncPeakMib = memoryMib(pid).peak;
  const { series, pods } = await count(port);
  if (pods !== plan.pods) throw new Error(`expected ${plan.pods} pods, the exporter shows ${pods}`);
  const gzip = await repeat(plan.scrapes, pid, () => scrape(port, 'gzip'));
  const identity = await repeat(plan.scrapes, pid, () => scrape(port, 'identity'));
  const churned = plan.churn ? await underChurn(pid, port, plan, plan.churn) : {};
  return {
    syncWall,
    syncCpu,
    syncPeakMib,
    series,
    gzipWall: gzip.wall,
    gzipCpu: gzip.cpu,
    gzipBytes: gzip.bytes,
    identityWall: identity.wall,
    identityCpu: identity.cpu,
    identityBytes: identity.bytes,
    ...churned,
    endMib: memoryMib(pid).now,
  };
}

/** Resolves to the time at which the first second began in which the exporter did nothing, after it had done something. */
export async function untilIdle(exporter: Running, pid: number): Promise<number> {
  const seen: { at: number; cpu: number }[] = [];
  for (;;) {
    if (exporter.child.exitCode !== null) throw new Error(`the exporter ended:\n${exporter.output().slice(-2_000)}`);
    seen.push({ at: performance.now(), cpu: cpuSeconds(pid) });
    while (seen.at(-1)!.at - seen[0]!.at > 1_250) seen.shift();
    const [first, last] = [seen[0]!, seen.at(-1)!];
    if (last.cpu > 1 && last.at - first.at >= 1_000 && last.cpu - first.cpu <= IDLE_CPU) return first.at;
    await pause(50);
  }
}

async function underChurn(pid: number, port: number, plan: Plan, churn: NonNullable<Plan['churn']>) {
  const seconds = async (work: () => Promise<void>): Promise<number> => {
    await pause(3_000);
    const before = cpuSeconds(pid);
    await churn(plan.churnRate);
    await work();
    await churn(0);
    await pause(500);
    return cpuSeconds(pid) - before;
  };
  const alone = await seconds(() => pause(plan.churnSeconds * 1_000));
  const churnCpu = await seconds(async () => {
    const end = performance.now() + plan.churnSeconds * 1_000;
    for (let next = performance.now(); next < end; next = Math.max(next + SCRAPE_EVERY_MS, performance.now())) {
      await pause(Math.max(0, next - performance.now()));
      await scrape(port, 'gzip');
    }
    await pause(Math.max(0, end - performance.now()));
  });
  return { eventsCpu: (alone / (plan.churnRate * plan.churnSeconds)) * 1_000, churnCpu };
}

/** The median time, the mean CPU, and the size of an answer. */
async function repeat(times: number, pid: number, work: () => Promise<number>) {
  const before = cpuSeconds(pid);
  const walls: number[] = [];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    bytes = await work();
    walls.push((performance.now() - start) / 1000);
  }
  walls.sort((a, b) => a - b);
  return { wall: walls[times >> 1]!, cpu: (cpuSeconds(pid) - before) / times, bytes };
}

/** Reads a response and throws it away; resolves to its size as sent. */
export function scrape(port: number, encoding: string, onData?: (chunk: Buffer) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': encoding, accept: 'text/plain;version=0.0.4' };
    get({ host: '127.0.0.1', port, path: '/metrics', headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`scrape: ${response.statusCode}`));
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        onData?.(chunk);
      });
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    }).on('error', reject);
  });
}

async function count(port: number): Promise<{ series: number; pods: number }> {
  const POD = Buffer.from('\nkube_pod_info{');
  let series = 0;
  let pods = 0;
  let rest = Buffer.alloc(0);
  await scrape(port, 'identity', (chunk) => {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a);
    if (end < 0) {
      rest = bytes;
      return;
    }
    for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) {
      if (bytes[at + 1] !== 0x23) series++;
    }
    for (let at = bytes.indexOf(POD); at >= 0 && at < end; at = bytes.indexOf(POD, at + 1)) pods++;
    // The newline stays: lines are found by the one before them.
    rest = Buffer.from(bytes.subarray(end));
  });
  return { series, pods };
}
