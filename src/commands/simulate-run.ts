import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CodedError, errorText } from '../base/errors.ts';
import { Authorizer, type RbacOptions } from '../simulator/authorizer.ts';
import { Churn } from '../simulator/churn.ts';
import { Controllers } from '../simulator/controllers/controllers.ts';
import { Generator } from '../simulator/generate/cluster.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { Life } from '../simulator/life.ts';
import { openSimulator, type Simulator } from '../simulator/server.ts';
import { systemClock } from '../system/clock.ts';
import { systemFiles } from '../system/files.ts';
import { openNetwork } from '../system/network.ts';
import { makeTemporaryFolder, writePrivate } from '../system/private-file.ts';
import type { ReadyLine, SimulateFlags } from './simulate.ts';

/** Runs the simulated API server until it is told to stop; resolves to the exit code. Throws CONFIG_INVALID and LISTEN. */
export async function runSimulate(flags: SimulateFlags): Promise<number> {
  const temporary = flags.kubeconfig ? undefined : makeTemporaryFolder('ksm-simulator-');
  try {
    await simulate(flags, flags.kubeconfig || path.join(temporary!.folder, 'kubeconfig'));
  } finally {
    temporary?.remove();
  }
  // The channel to a parent would keep this process alive.
  if (process.connected) process.disconnect();
  return 0;
}

async function simulate(flags: SimulateFlags, kubeconfig: string): Promise<void> {
  if (flags.scenario.length > 0 && !flags.controllers)
    throw new CodedError('CONFIG_INVALID', '--scenario needs controllers: leave out --controllers=false');
  const generator = new Generator({ ...flags, nowMs: systemClock.unixMs(), showcase: flags.controllers });
  const cluster = generator.run();
  // They are in order before anybody looks.
  const life = flags.controllers ? animate(generator, flags) : undefined;
  const certificate = flags.tlsCert && readText(flags.tlsCert);
  const simulator = await openSimulator(
    { clock: systemClock, network: openNetwork('node', undefined) },
    {
      cluster,
      host: flags.host,
      port: flags.port,
      watchList: !flags.noWatchlist,
      shardedListAndWatch: flags.shardedListAndWatch,
      token: flags.token,
      ...(flags.rbac && { rbac: readRbac(flags) }),
      ...(life && { controllers: life.controllers }),
      ...(certificate && flags.tlsKey && { tls: { cert: certificate, key: readText(flags.tlsKey) } }),
    },
  );
  writePrivate(kubeconfig, kubeconfigText(simulator.url, flags.token, certificate || undefined));
  // Whoever reads the announcement may ask it to stop at once.
  const stopped = stopRequest();
  announce(flags, simulator, kubeconfig);
  const end = life?.begin(simulator) ?? disturbOnly(generator, flags);
  await stopped;
  end();
  await simulator.stop();
}

/** Controllers of the cluster, and the function that starts them with all that happens; its result stops them. */
interface Animation {
  readonly controllers: Controllers;
  readonly begin: (simulator: Simulator) => () => void;
}

function animate({ cluster, random }: Generator, flags: SimulateFlags): Animation {
  cluster.now = () => systemClock.unixMs();
  const controllers = new Controllers(cluster, systemClock, flags.seed);
  const life = new Life(cluster, controllers, systemClock, random);
  if (flags.churn > 0 && flags.incidents > 0) life.adopt();
  controllers.settle();
  return {
    controllers,
    begin: (simulator) => {
      controllers.start();
      if (flags.churn > 0) life.start(flags.churn, flags.incidents);
      for (const name of flags.scenario) simulator.beginScenario(name);
      return () => {
        life.stop();
        controllers.stop();
      };
    },
  };
}

/** Changes a cluster without controllers; the result ends it. */
function disturbOnly(generator: Generator, flags: SimulateFlags): () => void {
  const churn = new Churn(generator, systemClock);
  if (flags.churn > 0) churn.start(flags.churn);
  return () => churn.stop();
}

/** Reads `--rbac`. Throws CONFIG_INVALID, naming the file and the object. */
function readRbac({ rbac: file, rbacUser: user }: SimulateFlags): RbacOptions {
  try {
    const documents = [...parseAllDocuments(readText(file), { logLevel: 'error' })];
    const fault = documents.flatMap(({ errors }) => errors)[0];
    if (fault) throw fault;
    const objects = documents.map((document) => document.toJS() ?? {});
    const options = { objects, ...(user && { user }) };
    new Authorizer(options);
    return options;
  } catch (error) {
    throw new CodedError('CONFIG_INVALID', `--rbac ${file}: ${errorText(error).split('\n', 1)[0]}`, error);
  }
}

function readText(file: string): string {
  return systemFiles.readNow(file).toString('utf8');
}

function announce(flags: SimulateFlags, simulator: Simulator, kubeconfig: string): void {
  const pods = simulator.cluster.of('pods').items.size;
  const line: ReadyLine = { url: simulator.url, kubeconfig, pods };
  const text = [
    `A simulated cluster of ${pods} pods on ${flags.nodes} nodes answers at ${simulator.url}`,
    `  kubectl --kubeconfig ${kubeconfig} get pods -A`,
    `  kube-state-metrics --kubeconfig ${kubeconfig}`,
    '',
  ].join('\n');
  process.stdout.write(flags.readyJson ? `${JSON.stringify(line)}\n` : text);
}

/** SIGINT, SIGTERM, or the end of the parent that talks to us. */
function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
  });
}
