import { type App, startApp } from '../../src/app/app.ts';
import { Configuration } from '../../src/app/configuration.ts';
import { chooseFastPaths } from '../../src/app/fast-paths.ts';
import type { Memory } from '../../src/base/memory.ts';
import { OptionSources } from '../../src/config/sources.ts';
import { defaultTiming, type Timing } from '../../src/pipeline/context.ts';
import { resources } from '../../src/resources/index.ts';
import type { Cluster } from '../../src/simulator/cluster.ts';
import { generateCluster } from '../../src/simulator/generate/cluster.ts';
import type { JsonObject } from '../../src/simulator/objects.ts';
import { systemFiles } from '../../src/system/files.ts';
import { systemPorts } from '../../src/system/ports.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

/** Waits short enough for tests; the order of events is what they check. */
export const quickTiming: Timing = {
  ...defaultTiming,
  waits: {
    firstMs: 20,
    maxMs: 100,
    resumeMaxMs: 60,
    refusedFirstMs: 60,
    refusedMaxMs: 120,
    askedMaxMs: 2_000,
    settledMs: 200,
  },
  pace: { requests: 12, requestMs: 20, relists: 6, relistMs: 50, pages: 100, pageMs: 50 },
  listSilenceMs: 500,
  watchSilenceMs: 500,
  endlessMs: 1_500,
  endlessEmptyMs: 2_000,
  pageSize: 40,
};

export interface LogLine {
  readonly level: string;
  readonly text: string;
  readonly fields: Record<string, unknown>;
}

/** An exporter in this process and the simulated API server that it watches. */
export interface Pair extends Exporter {
  readonly simulator: Simulator;
  /** Sorted names of the pods that the exporter shows. */
  shownPods(): Promise<string[]>;
  /** Sorted names of the pods in the cluster. */
  pods(): string[];
  stop(): Promise<void>;
}

export interface PairOptions {
  readonly pods?: number;
  readonly args?: readonly string[];
  readonly simulator?: SimulatorOptions;
  readonly timing?: Timing;
  /** Called before the exporter starts. */
  readonly prepare?: (simulator: Simulator) => void;
}

export async function startPair(options: PairOptions = {}): Promise<Pair> {
  const cluster = someCluster(options.pods);
  const simulator = await startSimulator({ cluster, bookmarkMs: 100, ...options.simulator });
  options.prepare?.(simulator);
  const exporter = await startExporter(simulator, ['--resources=pods,nodes', ...(options.args ?? [])], options.timing);
  return {
    ...exporter,
    simulator,
    shownPods: async () => podNames(await (await exporter.get('/metrics?resources=pods')).text()),
    pods: () => [...cluster.of('pods').items.values()].map((o) => o.value.metadata.name).sort(),
    stop: async () => {
      await exporter.app.stop();
      await simulator.stop();
    },
  };
}

export function someCluster(pods = 120): Cluster {
  return generateCluster({ pods, nodes: 5, namespaces: 4, seed: 7, nowMs: Date.now() });
}

/** An exporter in this process. */
export interface Exporter {
  readonly app: App;
  readonly logs: LogLine[];
  /** Answer to a path of the metrics port. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  telemetry(path: string): Promise<Response>;
  /** Value of a self-metric; 0 where it has no such sample. */
  self(sample: string): Promise<number>;
}

export async function startExporter(
  { url }: { readonly url: string },
  args: readonly string[] = [],
  timing = quickTiming,
  memory?: Memory,
): Promise<Exporter> {
  const logs: LogLine[] = [];
  const argv = ['--apiserver', url, '--host=127.0.0.1', '--telemetry-host=127.0.0.1', '--port=0', '--telemetry-port=0'];
  const sources = new OptionSources([...argv, ...args], { resources }, systemFiles);
  const { options, customResources } = new Configuration(sources).load();
  const ports = memory && { ...systemPorts(chooseFastPaths(false).paths), memory };
  const app = await startApp({
    options,
    customResources,
    resources,
    timing,
    log: keepLog(logs),
    ...(ports && { ports }),
  });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${app.port}${path}`, { headers });
  const telemetry = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${app.telemetryPort}${path}`);
  return {
    app,
    logs,
    get,
    telemetry,
    self: async (sample) => {
      const text = await (await telemetry('/metrics')).text();
      const line = text.split('\n').find((l) => l.startsWith(`${sample} `));
      return Number(line?.slice(sample.length + 1) ?? 0);
    },
  };
}

function podNames(text: string): string[] {
  return [...text.matchAll(/^kube_pod_info\{[^}]*pod="([^"]*)"/gm)].map((m) => m[1]!).sort();
}

function keepLog(logs: LogLine[]): Log {
  const at = (level: string) => (fields: object, text: string) => {
    logs.push({ level, text, fields: fields as Record<string, unknown> });
  };
  return { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') };
}

/** A pod that is not part of the generated cluster. */
export function somePod(name: string, more: JsonObject = {}): JsonObject {
  return {
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
    status: { phase: 'Running' },
    ...more,
  };
}

/** Waits until a check holds; fails with its last error. */
export async function eventually(check: () => Promise<void> | void, patienceMs = 8_000): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
