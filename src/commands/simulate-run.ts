import path from 'node:path';
import { CodedError } from '../base/errors.ts';
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
import { readRbac, readServerIdentity } from './simulate-files.ts';

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
  const tls = readServerIdentity(flags, systemFiles);
  const rbac = flags.rbac ? readRbac(flags, systemFiles) : undefined;
  const generator = new Generator({ ...flags, nowMs: systemClock.unixMs(), showcase: flags.controllers });
  const cluster = generator.run();
  // They are in order before anybody looks.
  const life = flags.controllers ? animate(generator, flags) : undefined;
  const simulator = await openSimulator(
    { clock: systemClock, network: openNetwork('node', undefined) },
    {
      cluster,
      host: flags.host,
      port: flags.port,
      watchList: !flags.noWatchlist,
      shardedListAndWatch: flags.shardedListAndWatch,
      token: flags.token,
      ...(rbac && { rbac }),
      ...(life && { controllers: life.controllers }),
      ...(tls && { tls }),
    },
  );
  writePrivate(kubeconfig, kubeconfigText(simulator.url, flags.token, tls?.cert));
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

/** A signal to stop, the end of the terminal, or that of the parent that talks to us. A second signal ends the process at once. */
function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(130);
      isStopping = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    process.once('disconnect', () => resolve());
  });
}
