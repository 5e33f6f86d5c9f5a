import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loopbackPorts, program, type Running, run } from '../process.ts';
import { compareExpositions, type Difference } from './compare.ts';

/** The reference and this program, side by side on one API server. */
export interface Pair {
  /** Waits until both show the same, in both formats; resolves to what differs when the time is up. */
  settle(patienceMs: number): Promise<readonly Difference[]>;
  /** Bodies of both, of a path of the metrics or telemetry listener. */
  fetch(
    what: 'metrics' | 'telemetry',
    path?: string,
    accept?: string,
  ): Promise<readonly [reference: string, own: string]>;
  readonly reference: Running;
  readonly own: Running;
  stop(): Promise<void>;
}

const FORMATS = ['text/plain', 'application/openmetrics-text;version=1.0.0'] as const;

interface Side {
  readonly running: Running;
  readonly port: number;
  readonly telemetryPort: number;
}

/** Starts both with a configuration each. */
export async function startPair(
  peer: string,
  api: string,
  configs: readonly [reference: string, own: string],
  flags: readonly string[] = ['--custom-resource-state-only'],
): Promise<Pair> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crs-peer-'));
  const start = async (command: string, config: string, name: string): Promise<Side> => {
    const file = path.join(folder, name);
    writeFileSync(file, config);
    const { port, telemetryPort, listen } = await loopbackPorts();
    const running = run(command, [
      `--apiserver=${api}`,
      `--custom-resource-state-config-file=${file}`,
      ...flags,
      ...listen,
    ]);
    return { running, port, telemetryPort };
  };
  const reference = await start(peer, configs[0], 'reference.yaml');
  const own = await start(program, configs[1], 'own.yaml');
  const both = async (what: 'metrics' | 'telemetry', page: string, accept: string): Promise<[string, string]> => {
    const [a, b] = await Promise.all([reference, own].map((side) => body(side, what, page, accept)));
    return [a!, b!];
  };
  const differences = async (): Promise<readonly Difference[]> => {
    const all: Difference[] = [];
    for (const format of FORMATS) {
      const [a, b] = await both('metrics', '/metrics', format);
      if (!/^[^#]/.test(a.replace(/^#.*\n/gm, ''))) throw new Error('the reference shows nothing yet');
      all.push(...compareExpositions(a, b));
    }
    return all;
  };
  return {
    reference: reference.running,
    own: own.running,
    fetch: (what, page = '/metrics', accept = FORMATS[0]) => both(what, page, accept),
    settle: async (patienceMs) => {
      const end = Date.now() + patienceMs;
      for (;;) {
        const found = await differences().catch((error: unknown) => [{ family: '', lines: [String(error)] }]);
        if (found.length === 0 || Date.now() > end) return found;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    stop: async () => {
      await Promise.all([reference, own].map(({ running }) => running.stop('SIGKILL')));
      rmSync(folder, { recursive: true });
    },
  };
}

async function body(
  { port, telemetryPort }: Side,
  what: 'metrics' | 'telemetry',
  page: string,
  accept: string,
): Promise<string> {
  const url = `http://127.0.0.1:${what === 'metrics' ? port : telemetryPort}${page}`;
  const response = await fetch(url, { headers: { accept } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}
