import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { count, text } from '../../src/config/scalar-types.ts';
import { loopbackPorts, program, run } from '../../test/support/process.ts';
import { benchArguments } from '../arguments.ts';
import { scrape, untilIdle } from '../scrape/measure.ts';
import { cpuSeconds, memoryMib } from '../scrape/procstat.ts';
import { configuration, SAMPLES_PER_OBJECT } from './kind.ts';

/**
 * Measures custom resource metrics: ten of each object, with --peer also by another exporter in the same sitting, by turns. Machines
 * differ and are shared: what counts is the ratio.
 */
const flags = benchArguments(
  'measure the metrics of custom resources, and those of another exporter with --peer',
  'node bench/custom-resources/run.ts [flags]',
  {
    objects: { name: 'objects', type: count, default: '100000', help: 'custom objects' },
    bytes: { name: 'bytes', type: count, default: '4096', help: 'size of an object as JSON' },
    peer: { name: 'peer', type: text, help: 'binary of another exporter with the same flags' },
    rounds: { name: 'rounds', type: count, default: '1', help: 'how often each is measured; medians are printed' },
    churnRate: { name: 'churn-rate', type: count, default: '500', help: 'changes per second' },
    churnSeconds: { name: 'churn-seconds', type: count, default: '20', help: 'for how long' },
    profile: { name: 'profile', type: text, help: 'writes CPU profiles of ours to this folder' },
  },
);

/** Times in seconds of CPU or of the clock, memory in MiB. */
interface Measured {
  readonly syncWall: number;
  readonly syncCpu: number;
  readonly syncPeakMib: number;
  /** CPU for each 1,000 changes. */
  readonly eventsCpu: number;
  /** Memory after the changes. */
  readonly endMib: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const here = import.meta.dirname;
const config = path.join(mkdtempSync(path.join(tmpdir(), 'ksm-bench-')), 'metrics.yaml');
writeFileSync(config, configuration);

async function startServer(): Promise<{ url: string; churn(rate: number): void; stop(): void }> {
  const args = [path.join(here, 'server.ts'), String(flags.objects), String(flags.bytes)];
  const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${JSON.parse(line.toString()).port}`,
    churn: (rate) => void server.stdin.write(`${rate}\n`),
    stop: () => server.stdin.end(),
  };
}

async function measure(command: string): Promise<Measured> {
  const server = await startServer();
  const { port, listen } = await loopbackPorts();
  const custom = ['--custom-resource-state-only', `--custom-resource-state-config-file=${config}`];
  const startedAt = performance.now();
  const profiling =
    command === program && flags.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${flags.profile}` } : {};
  const exporter = run(command, [`--apiserver=${server.url}`, ...listen, ...custom], { ...process.env, ...profiling });
  try {
    const pid = exporter.child.pid!;
    const syncWall = ((await untilIdle(exporter, pid)) - startedAt) / 1000;
    const syncCpu = cpuSeconds(pid);
    const syncPeakMib = memoryMib(pid).peak;
    await check(port);
    const eventsCpu = await eventsCpuOf(pid, server.churn);
    return { syncWall, syncCpu, syncPeakMib, eventsCpu, endMib: memoryMib(pid).now };
  } finally {
    await exporter.stop();
    server.stop();
  }
}

async function eventsCpuOf(pid: number, churn: (rate: number) => void): Promise<number> {
  await pause(3_000);
  const before = cpuSeconds(pid);
  churn(flags.churnRate);
  await pause(flags.churnSeconds * 1_000);
  churn(0);
  await pause(500);
  return ((cpuSeconds(pid) - before) / (flags.churnRate * flags.churnSeconds)) * 1_000;
}

/** Throws where an exporter does not show all samples. */
async function check(port: number): Promise<void> {
  let samples = 0;
  let lineStarts = true;
  await scrape(port, 'identity', (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (lineStarts && chunk[at] !== 0x23) samples++;
      const end = chunk.indexOf(0x0a, at);
      lineStarts = end >= 0;
      if (end < 0) break;
      at = end + 1;
    }
  });
  const expected = flags.objects * SAMPLES_PER_OBJECT;
  if (samples !== expected) throw new Error(`expected ${expected} samples, the exporter shows ${samples}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const ours: Measured[] = [];
const peer: Measured[] = [];
for (let round = 0; round < flags.rounds; round++) {
  ours.push(await measure(program));
  if (flags.peer) peer.push(await measure(flags.peer));
}
process.stdout.write(
  `| | ours |${flags.peer ? ' peer | ours / peer |' : ''}\n|---|---:|${flags.peer ? '---:|---:|' : ''}\n`,
);
for (const key of Object.keys(ours[0]!) as (keyof Measured)[]) {
  const a = median(ours.map((each) => each[key]));
  const b = flags.peer ? median(peer.map((each) => each[key])) : undefined;
  const compared = b === undefined ? '' : ` ${b.toPrecision(3)} | ${(a / b).toPrecision(3)} |`;
  process.stdout.write(`| ${key} | ${a.toPrecision(3)} |${compared}\n`);
}
