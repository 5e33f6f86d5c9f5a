import { createInterface } from 'node:readline';
import { startApp } from '../app/app.ts';
import { Configuration } from '../app/configuration.ts';
import { CodedError } from '../base/errors.ts';
import { environmentFlags } from '../config/environment.ts';
import { OptionSources } from '../config/sources.ts';
import { resources } from '../resources/index.ts';
import { systemFiles } from '../system/files.ts';
import { type SelfProcess, spawnSelf } from '../system/self-process.ts';
import type { Program } from './command.ts';
import type { ReadyLine } from './simulate.ts';

const SIMULATE = ['--pods', '8000', '--nodes', '250', '--churn', '50'];

/**
 * Simulates a cluster in a process of its own and serves its metrics from this one. Arguments are flags of the
 * exporter; those after `--` are flags of `simulate`. Resolves to the exit code.
 */
export async function runDemo(given: readonly string[], { stopSignal }: Program): Promise<number> {
  const stopped = stopSignal();
  const argv = [...environmentFlags(process.env), ...given];
  const split = argv.indexOf('--');
  const [own, simulate] = split < 0 ? [argv, []] : [argv.slice(0, split), argv.slice(split + 1)];
  const child = spawnSelf(['simulate', '--ready-json', ...SIMULATE, ...simulate]);
  try {
    const cluster = await readiness(child);
    const first = ['--kubeconfig', cluster.kubeconfig, '--host', '127.0.0.1', '--telemetry-host', '127.0.0.1'];
    const sources = new Configuration(new OptionSources([...first, ...own], { resources }, systemFiles));
    const loaded = sources.load();
    const app = await startApp({ options: loaded.options, configuration: { sources, loaded }, resources });
    await Promise.race([app.synced, stopped]);
    process.stdout.write(guide(cluster, app.port, app.telemetryPort));
    await stopped;
    await app.stop();
    return 0;
  } finally {
    child.kill('SIGTERM');
    if (child.connected) child.disconnect();
  }
}

function readiness(child: SelfProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as ReadyLine));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new CodedError('CONFIG_INVALID', `the simulated cluster did not start (exit code ${code})`)),
    );
  });
}

function guide({ url, kubeconfig, pods }: ReadyLine, port: number, telemetryPort: number): string {
  return `
A simulated cluster of ${pods} pods is running and changing, and its metrics are served:

  metrics      http://127.0.0.1:${port}/metrics
  telemetry    http://127.0.0.1:${telemetryPort}/metrics
  readiness    http://127.0.0.1:${telemetryPort}/readyz?verbose
  API server   ${url}
  kubectl      kubectl --kubeconfig ${kubeconfig} get pods -A

For a real cluster:  ./bin/kube-state-metrics --kubeconfig ~/.kube/config
Stop with Ctrl-C.

`;
}
