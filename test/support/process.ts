import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs the program as its users do: as processes, from the checkout. */

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const program = path.join(root, 'bin/kube-state-metrics');
/** Folder with further test data beside the checkout; tests that need it are skipped if it does not exist. */
export const shared = path.resolve(root, '../shared');

/** Whether a command is on the machine. */
export function has(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface Running {
  readonly child: ChildProcess;
  /** Everything printed so far, standard output and error. */
  output(): string;
  /** Waits for a text in the output. Throws with the output where it does not come. */
  waitFor(text: string | RegExp, patienceMs?: number): Promise<void>;
  /** Ends the process; resolves to its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    child,
    output: () => text,
    waitFor: async (wanted, patienceMs = 20_000) => {
      const end = Date.now() + patienceMs;
      while (!(typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))) {
        if (Date.now() > end || child.exitCode !== null)
          throw new Error(`no ${wanted} in the output:\n${text.slice(-2_000)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Repeats a check until it holds; fails with its last error. */
export async function eventually<T>(check: () => T | Promise<T>, patienceMs = 15_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** An exporter of a cluster, as a process. */
export interface Exporter {
  readonly exporter: Running;
  readonly metrics: string;
  readonly telemetry: string;
  stop(): Promise<void>;
}

/** Two free ports of the loopback interface, and the flags that make an exporter listen on them. */
export async function loopbackPorts(): Promise<{
  readonly port: number;
  readonly telemetryPort: number;
  readonly listen: readonly string[];
}> {
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const hosts = ['--host=127.0.0.1', '--telemetry-host=127.0.0.1'];
  return { port, telemetryPort, listen: [...hosts, `--port=${port}`, `--telemetry-port=${telemetryPort}`] };
}

/** Starts an exporter; resolves when its first sync is complete. */
export async function startExporter(
  kubeconfig: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Exporter> {
  const { port, telemetryPort, listen } = await loopbackPorts();
  const exporter = run(program, ['--kubeconfig', kubeconfig, ...listen, ...flags], env);
  await exporter.waitFor('first sync complete');
  return {
    exporter,
    metrics: `http://127.0.0.1:${port}`,
    telemetry: `http://127.0.0.1:${telemetryPort}`,
    stop: async () => {
      await exporter.stop();
    },
  };
}

/** A simulated cluster and an exporter of it, each a process. */
export interface Stack extends Exporter {
  readonly simulator: Running;
  readonly kubeconfig: string;
}

export async function startStack(simulate: readonly string[], flags: readonly string[] = []): Promise<Stack> {
  const simulator = run(program, ['simulate', '--ready-json', ...simulate]);
  await simulator.waitFor('\n');
  const { kubeconfig } = JSON.parse(simulator.output()) as { kubeconfig: string };
  const exporter = await startExporter(kubeconfig, flags);
  return {
    ...exporter,
    simulator,
    kubeconfig,
    stop: async () => {
      await exporter.stop();
      await simulator.stop();
    },
  };
}
