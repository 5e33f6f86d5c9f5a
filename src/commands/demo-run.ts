import path from 'node:path';
import { createInterface } from 'node:readline';
import { type App, startApp } from '../app/app.ts';
import { Configuration } from '../app/configuration.ts';
import { CodedError } from '../base/errors.ts';
import { environmentFlags } from '../config/environment.ts';
import { OptionSources } from '../config/sources.ts';
import { resources } from '../resources/index.ts';
import { systemFiles } from '../system/files.ts';
import { makeTemporaryFolder } from '../system/private-file.ts';
import { type SelfProcess, spawnSelf } from '../system/self-process.ts';
import type { Program } from './command.ts';
import { splitDemo } from './demo-arguments.ts';
import { invocationOf } from './invocation.ts';
import type { ReadyLine } from './simulate.ts';

/** Levels of klog that go to the terminal beside the file: errors. */
const ERRORS = 2;

/**
 * Simulates a cluster in a process of its own and serves its metrics from this one, until it is told to stop. Resolves to the exit code, with
 * nothing left behind. Throws CONFIG_INVALID for wrong flags.
 */
export async function runDemo(argv: readonly string[], { print, stopSignal, onReload }: Program): Promise<number> {
  const hangup = new Promise<void>((resolve) => onReload(resolve));
  const stopped = Promise.race([stopSignal(), hangup]);
  // A second signal does not wait for connections; the temporary folder goes all the same.
  void stopped.then(stopSignal).then(() => process.exit(130));
  const { cluster, exporter } = splitDemo([...environmentFlags(process.env), ...argv]);
  const temporary = makeTemporaryFolder('ksm-demo-');
  const log = path.join(temporary.folder, 'log');
  print('Simulating a cluster ...');
  const child = spawnSelf(['simulate', '--ready-json', ...cluster]);
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  try {
    const ready = await Promise.race([readiness(child), stopped]);
    if (!ready) return 0;
    print(` ${ready.pods} pods.\nReading it ...`);
    const app = await serve([...localFlags(ready, log), ...exporter]);
    const isSynced = await Promise.race([app.synced.then(() => true), stopped]);
    if (isSynced) print(` done.\n${guide(ready, app, log)}`);
    await stopped;
    await app.stop();
    return 0;
  } catch (error) {
    // The error begins a line of its own.
    print('\n');
    throw error;
  } finally {
    child.kill('SIGTERM');
    if (child.connected) child.disconnect();
    await ended;
    temporary.remove();
  }
}

/** Flags that others override. */
function localFlags({ kubeconfig }: ReadyLine, log: string): string[] {
  const logs = ['--logtostderr=false', `--log_file=${log}`, `--stderrthreshold=${ERRORS}`];
  return [`--kubeconfig=${kubeconfig}`, '--host=127.0.0.1', '--telemetry-host=127.0.0.1', ...logs];
}

async function serve(argv: readonly string[]): Promise<App> {
  const sources = new Configuration(new OptionSources(argv, { resources }, systemFiles));
  const loaded = sources.load();
  return startApp({ options: loaded.options, configuration: { sources, loaded }, resources });
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

function guide({ url, kubeconfig, pods }: ReadyLine, { port, telemetryPort }: App, log: string): string {
  return `
A simulated cluster of ${pods} pods is running and changing, and its metrics are served:

  metrics      http://127.0.0.1:${port}/metrics
  telemetry    http://127.0.0.1:${telemetryPort}/metrics
  readiness    http://127.0.0.1:${telemetryPort}/readyz?verbose
  explorer     http://127.0.0.1:${telemetryPort}/explore/
  API server   ${url}
  log          ${log}

Try next:

  export KUBECONFIG=${kubeconfig}
  kubectl get pods -A
  kubectl create deployment web --image=nginx:1.27 --replicas=3 && kubectl rollout status deploy/web
  kubectl set image deploy/web nginx=nginx:does-not-exist
  curl -X POST ${url}/simulator/scenarios -d '{"name":"crash-loop"}'
  curl -s '127.0.0.1:${port}/metrics?resources=deployments' | grep ready
  curl -s --compressed -o /dev/null -w '%{size_download} bytes in %{time_total} s\\n' 127.0.0.1:${port}/metrics
  ${invocation()} diff http://127.0.0.1:${port} http://OTHER-EXPORTER:8080

For a real cluster:  ${invocation()} --kubeconfig ~/.kube/config
Stop with Ctrl-C.

`;
}

/** Returns the words that start this program in a shell, the way that it has been started. */
function invocation(): string {
  return invocationOf(process.env, process.argv[1] ?? '', process.cwd(), (file) => systemFiles.exists(file));
}
