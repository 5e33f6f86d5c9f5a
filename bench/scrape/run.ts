import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { bool, count, text } from '../../src/config/scalar-types.ts';
import { freePort, program, type Running, root, run } from '../../test/support/process.ts';
import { benchArguments } from '../arguments.ts';
import { type Measured, measure, type Plan } from './measure.ts';

/**
 * Measures the whole program against an API server, and with --peer another exporter in the same sitting, one after the
 * other. Machines differ and are shared: what counts is the ratio.
 */
const flags = benchArguments(
  'measure the whole program against an API server, and another exporter with --peer',
  'node bench/scrape/run.ts [flags]',
  {
    pods: { name: 'pods', type: count, default: '8000', help: 'pods of the cluster' },
    benchapi: {
      name: 'benchapi',
      type: text,
      help: 'binary of an API server that takes --listen and --pods; without it the simulator',
    },
    peer: { name: 'peer', type: text, help: 'binary of another exporter with the same flags' },
    scrapes: { name: 'scrapes', type: count, default: '5', help: 'scrapes of each kind' },
    churnRate: { name: 'churn-rate', type: count, default: '500', help: 'changes per second (with --benchapi)' },
    churnSeconds: { name: 'churn-seconds', type: count, default: '45', help: 'for how long; 0: no changes' },
    raw: { name: 'raw', type: bool, help: 'our segments at rest uncompressed' },
    out: { name: 'out', type: text, help: 'adds the result to this JSON file' },
  },
);

interface Api {
  readonly server: Running;
  readonly url: string;
  readonly churn: Plan['churn'];
}

async function startApi(): Promise<Api> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  if (!flags.benchapi) {
    const server = run(program, [
      'simulate',
      '--pods',
      String(flags.pods),
      '--controllers=false',
      '--port',
      String(port),
      '--ready-json',
    ]);
    await server.waitFor('"url"', 120_000);
    return { server, url, churn: undefined };
  }
  const server = run(flags.benchapi, ['--listen', `127.0.0.1:${port}`, '--pods', String(flags.pods)]);
  await reachable(`${url}/bench/stats`);
  const churn = async (rate: number): Promise<void> => {
    await fetch(`${url}/bench/churn?rate=${rate}`, { method: 'POST' });
  };
  return { server, url, churn: flags.churnSeconds > 0 ? churn : undefined };
}

async function reachable(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (
      await fetch(url).then(
        (r) => r.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function measureExporter(command: string, extra: readonly string[]): Promise<Measured> {
  const api = await startApi();
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const host = ['--host=127.0.0.1', '--telemetry-host=127.0.0.1'];
  const ports = [`--port=${port}`, `--telemetry-port=${telemetryPort}`];
  const startedAt = performance.now();
  const exporter = run(command, [`--apiserver=${api.url}`, ...host, ...ports, ...extra]);
  try {
    return await measure(exporter, port, startedAt, { ...flags, churn: api.churn });
  } finally {
    await exporter.stop();
    await api.server.stop();
  }
}

// Before the run: the checkout may go on meanwhile.
const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const ours = await measureExporter(program, flags.raw ? ['--enable-gzip-encoding=false'] : []);
const peer = flags.peer ? await measureExporter(flags.peer, ['--enable-gzip-encoding']) : undefined;

print(`| | ours |${peer ? ' peer | ours / peer |' : ''}\n|---|---:|${peer ? '---:|---:|' : ''}`);
for (const key of Object.keys(ours) as (keyof Measured)[]) {
  const [a, b] = [ours[key]!, peer?.[key]];
  print(`| ${key} | ${round(a)} |${b === undefined ? '' : ` ${round(b)} | ${round(a / b)} |`}`);
}
if (flags.out) {
  const results = existsSync(flags.out) ? (JSON.parse(readFileSync(flags.out, 'utf8')) as unknown[]) : [];
  const { out: _, benchapi, peer: peerFile, ...rest } = flags;
  const command = { ...rest, api: benchapi ? path.basename(benchapi) : 'simulator', peer: peerFile !== '' };
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30) };
  results.push({ when: new Date().toISOString(), commit, machine, node: process.version, command, ours, peer });
  writeFileSync(flags.out, `${JSON.stringify(results, undefined, 1)}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
