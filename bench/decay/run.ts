import { get } from 'node:http';
import { count, text } from '../../src/config/scalar-types.ts';
import { freePort, program, type Running, run } from '../../test/support/process.ts';
import { benchArguments } from '../arguments.ts';
import { memoryMib } from '../scrape/procstat.ts';

/**
 * Measures whether answers and memory stay what they are while objects change for long: every few minutes changes
 * pause, and the process is compared with a fresh one on the same cluster.
 */
const flags = benchArguments(
  'compare a long-running exporter with a fresh one while objects change',
  'node bench/decay/run.ts [flags]',
  {
    benchapi: {
      name: 'benchapi',
      type: text,
      help: 'binary of an API server that takes --listen, --pods, and POST /bench/churn?rate=N; required',
    },
    pods: { name: 'pods', type: count, default: '20000', help: 'pods of the cluster' },
    rate: { name: 'rate', type: count, default: '300', help: 'changes per second' },
    minutes: { name: 'minutes', type: count, default: '60', help: 'how long objects change' },
    every: { name: 'every', type: count, default: '5', help: 'minutes between comparisons' },
    idle: { name: 'idle', type: count, default: '60', help: 'seconds without changes before the last comparison' },
  },
);
if (flags.benchapi === '') throw new Error('--benchapi is required');

const SCRAPE_EVERY_MS = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Exporter {
  readonly process: Running;
  readonly port: number;
}

async function startExporter(api: string): Promise<Exporter> {
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const listen = [
    `--host=127.0.0.1`,
    `--port=${port}`,
    `--telemetry-host=127.0.0.1`,
    `--telemetry-port=${telemetryPort}`,
  ];
  const process = run(program, [`--apiserver=${api}`, ...listen]);
  await process.waitFor('first sync complete', 300_000);
  return { process, port };
}

/** Size of a gzip answer, in bytes. */
function scrape({ port }: Exporter): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip' };
    get({ host: '127.0.0.1', port, path: '/metrics', headers, agent: false }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    }).on('error', reject);
  });
}

async function main(): Promise<void> {
  const port = await freePort();
  const api = `http://127.0.0.1:${port}`;
  const server = run(flags.benchapi, ['--listen', `127.0.0.1:${port}`, '--pods', String(flags.pods)]);
  const churn = (rate: number): Promise<unknown> => fetch(`${api}/bench/churn?rate=${rate}`, { method: 'POST' });
  await pause(5_000);
  const old = await startExporter(api);
  let scraping = true;
  const scraper = (async () => {
    for (; scraping; await pause(SCRAPE_EVERY_MS)) await scrape(old);
  })();
  print('minute   gzip bytes   of a fresh one   ratio   memory MiB   of a fresh one   ratio');
  const compare = async (minute: string): Promise<void> => {
    // What waits is flushed after a second without changes.
    await pause(3_000);
    const fresh = await startExporter(api);
    await scrape(fresh);
    await pause(3_000);
    const [bytes, freshBytes] = [await scrape(old), await scrape(fresh)];
    const [memory, freshMemory] = [old, fresh].map((e) => memoryMib(e.process.child.pid!).now) as [number, number];
    const cells = [
      minute,
      bytes,
      freshBytes,
      (bytes / freshBytes).toFixed(3),
      Math.round(memory),
      Math.round(freshMemory),
    ];
    print([...cells, (memory / freshMemory).toFixed(2)].join('   '));
    await fresh.process.stop();
  };
  await compare('0');
  for (let minute = flags.every; minute <= flags.minutes; minute += flags.every) {
    await churn(flags.rate);
    await pause(flags.every * 60_000);
    await churn(0);
    await compare(String(minute));
  }
  await pause(flags.idle * 1_000);
  await compare(`${flags.idle} s later`);
  scraping = false;
  await Promise.all([old.process.stop(), server.stop()]);
  await scraper;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
