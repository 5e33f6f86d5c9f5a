import { type ChildProcess, spawn } from 'node:child_process';
import { count, text } from '../../src/config/scalar-types.ts';
import { freePort, program, run } from '../../test/support/process.ts';
import { benchArguments } from '../arguments.ts';
import { cpuSeconds, memoryMib } from '../scrape/procstat.ts';
import { type ControlGroup, type Limits, makeControlGroup } from './control-group.ts';

/**
 * Measures what a start costs and the least limits that a cluster fits in, for this program and another one in turns: CPU of `version`, CPU
 * until `/livez` answers and until it is synced, resident memory, and whether clusters fit in given limits. Control groups need root.
 */
const flags = benchArguments(
  'measure a start and the limits that clusters fit in',
  'node bench/envelope/run.ts [flags]',
  {
    peer: { name: 'peer', type: text, help: 'binary of another exporter with the same flags, measured in turns' },
    benchapi: {
      name: 'benchapi',
      type: text,
      help: 'binary of an API server that takes --listen and --pods; without it the simulator serves',
    },
    rounds: { name: 'rounds', type: count, default: '5', help: 'starts of each kind; the least CPU counts' },
  },
);

const WITHIN_MS = 180_000;
/** Time after a sync at which memory is read. */
const SETTLED_MS = 5_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A start: seconds, and MiB; undefined where the process ended before. */
interface Start {
  readonly liveWall: number | undefined;
  readonly liveCpu: number | undefined;
  readonly syncedWall: number | undefined;
  readonly syncedCpu: number | undefined;
  readonly resident: number | undefined;
}

/** Starts an API server for a cluster of `pods` pods. Call `stop` to end it. */
async function serve(pods: number): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> {
  const port = await freePort();
  const [command, argv] =
    flags.benchapi === ''
      ? [
          program,
          [
            'simulate',
            '--controllers=false',
            '--port',
            String(port),
            '--pods',
            String(pods),
            '--nodes',
            String(Math.ceil(pods / 30)),
          ],
        ]
      : [flags.benchapi, ['--listen', `127.0.0.1:${port}`, '--pods', String(pods)]];
  const server = run(command, argv);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/version`))) await pause(100);
  return { url, stop: () => server.stop() };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.bytes();
  return response?.ok ?? false;
}

/** Starts an exporter and looks every few milliseconds how far it is. */
async function start(command: string, api: string, group?: ControlGroup): Promise<Start> {
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const argv = ['--apiserver', api, '--host=127.0.0.1', '--telemetry-host=127.0.0.1'];
  argv.push(`--port=${port}`, `--telemetry-port=${telemetryPort}`);
  const words = [...(group?.prefix ?? []), command, ...argv];
  const since = performance.now();
  const child = spawn(words[0]!, words.slice(1), { stdio: 'ignore' });
  let ended = false;
  child.once('exit', () => (ended = true));
  const until = async (url: string): Promise<{ wall: number; cpu: number } | undefined> => {
    for (; !ended && performance.now() - since < WITHIN_MS; await pause(5)) {
      if (await answers(url)) return { wall: (performance.now() - since) / 1000, cpu: cpuSeconds(child.pid!) };
    }
    return undefined;
  };
  const live = await until(`http://127.0.0.1:${port}/livez`);
  const synced = await until(`http://127.0.0.1:${telemetryPort}/readyz`);
  await pause(SETTLED_MS);
  const resident = ended ? undefined : memoryMib(child.pid!).now;
  await end(child);
  const [liveWall, liveCpu, syncedWall, syncedCpu] = [live?.wall, live?.cpu, synced?.wall, synced?.cpu];
  return { liveWall, liveCpu, syncedWall: resident && syncedWall, syncedCpu, resident };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await over;
}

/** CPU seconds of a command that ends. */
async function cpuOf(command: string, argv: readonly string[]): Promise<number> {
  const child = spawn(command, argv, { stdio: 'ignore' });
  let cpu = 0;
  const timer = setInterval(() => (cpu = Math.max(cpu, cpuSeconds(child.pid!))), 1);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return cpu;
}

const programs = new Map([['this program', program], ...(flags.peer === '' ? [] : [['peer', flags.peer] as const])]);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const shown = (value: number | undefined, digits = 2): string =>
  value === undefined ? 'ended' : value.toFixed(digits);
const least = (values: readonly (number | undefined)[]): number | undefined =>
  values.some((value) => value === undefined) ? undefined : Math.min(...(values as number[]));

async function measureVersion(): Promise<void> {
  for (const [name, command] of programs) {
    const seconds: number[] = [];
    for (let i = 0; i < flags.rounds; i++) seconds.push(await cpuOf(command, ['version']));
    print(`${name}: version: ${shown(Math.min(...seconds))} s of CPU`);
  }
}

async function measureStart(pods: number, rounds: number): Promise<void> {
  const api = await serve(pods);
  const starts = new Map([...programs.keys()].map((name) => [name, [] as Start[]]));
  for (let i = 0; i < rounds; i++)
    for (const [name, command] of programs) starts.get(name)!.push(await start(command, api.url));
  for (const [name, all] of starts) {
    const [live, synced] = [least(all.map((s) => s.liveCpu)), least(all.map((s) => s.syncedCpu))];
    const resident = least(all.map((s) => s.resident));
    print(
      `${name}: ${pods} pods: ${shown(live)} s of CPU until /livez, ${shown(synced)} s until synced, ${shown(resident, 0)} MiB resident`,
    );
  }
  await api.stop();
}

async function measureLimits(pods: number, limits: Limits): Promise<void> {
  const api = await serve(pods);
  const within = [limits.cpu && `${limits.cpu} CPU`, limits.memoryMib && `${limits.memoryMib} MiB`]
    .filter(Boolean)
    .join(', ');
  for (const [name, command] of programs) {
    const group = makeControlGroup(`ksm-envelope-${process.pid}`, limits);
    try {
      const { liveWall, syncedWall } = await start(command, api.url, group);
      print(
        `${name}: ${pods} pods in ${within}: /livez after ${shown(liveWall)} s, synced after ${shown(syncedWall)} s, at most ${shown(group.peakMib(), 0)} MiB`,
      );
    } finally {
      await pause(200);
      group.remove();
    }
  }
  await api.stop();
}

await measureVersion();
await measureStart(100, flags.rounds);
await measureStart(8_000, 2);
await measureLimits(50, { memoryMib: 64 });
await measureLimits(100, { cpu: 0.1, memoryMib: 250 });
await measureLimits(50_000, { cpu: 0.1, memoryMib: 250 });
await measureLimits(50_000, { memoryMib: 250 });
process.exit();
