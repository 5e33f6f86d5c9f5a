import path from 'node:path';
import { parseArguments } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { bool, count, port, text } from '../config/scalar-types.ts';
import { Churn } from '../simulator/churn.ts';
import { Generator } from '../simulator/generate/cluster.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { openSimulator, type Simulator } from '../simulator/server.ts';
import { systemClock } from '../system/clock.ts';
import { systemFiles } from '../system/files.ts';
import { openNetwork } from '../system/network.ts';
import { makeTemporaryFolder, writePrivate } from '../system/private-file.ts';
import type { Command } from './command.ts';

const simulateFlags = {
  pods: { name: 'pods', type: count, default: '8000', help: 'number of pods' },
  nodes: { name: 'nodes', type: count, default: '250', help: 'number of nodes' },
  namespaces: { name: 'namespaces', type: count, default: '40', help: 'number of namespaces with workloads' },
  churn: { name: 'churn', type: count, help: 'changes per second' },
  seed: { name: 'seed', type: count, default: '1', help: 'seed of the cluster; the same seed gives the same cluster' },
  host: { name: 'host', type: text, default: '127.0.0.1', help: 'address to listen on' },
  port: { name: 'port', type: port, help: 'port to listen on; 0: any free port' },
  kubeconfig: { name: 'kubeconfig', type: text, help: 'where to write the kubeconfig (default: a temporary file)' },
  noWatchlist: { name: 'no-watchlist', type: bool, help: 'refuse WatchList, as servers before 1.32 do' },
  shardedListAndWatch: {
    name: 'sharded-list-and-watch',
    type: bool,
    help: 'honor shardSelector, as servers from 1.36 can',
  },
  token: { name: 'token', type: text, help: 'bearer token that requests must have; clients send one only over HTTPS' },
  tlsCert: { name: 'tls-cert', type: text, help: 'path of a certificate, to serve HTTPS; requires --tls-key' },
  tlsKey: { name: 'tls-key', type: text, help: 'path of the private key of the certificate' },
  readyJson: { name: 'ready-json', type: bool, help: 'print one JSON line when ready, for programs' },
} as const satisfies FlagTable;

type Flags = ValuesOf<typeof simulateFlags>;

/** Simulates the API server of a cluster that changes like a real one. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'simulate the API server of a cluster that changes',
  usage: '[flags]',
  flags: simulateFlags,
  run: (argv) => runSimulate(parseArguments(argv, simulateFlags)),
};

/** The line that `--ready-json` prints when the server answers. */
export interface ReadyLine {
  readonly url: string;
  readonly kubeconfig: string;
  readonly pods: number;
}

/** Runs the simulated API server until it is told to stop; resolves to the exit code. */
async function runSimulate(flags: Flags): Promise<number> {
  const generator = new Generator({ ...flags, nowMs: systemClock.unixMs() });
  const cluster = generator.run();
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
      ...(certificate && flags.tlsKey && { tls: { cert: certificate, key: readText(flags.tlsKey) } }),
    },
  );
  const temporary = flags.kubeconfig ? undefined : makeTemporaryFolder('ksm-simulator-');
  const kubeconfig = flags.kubeconfig || path.join(temporary!.folder, 'kubeconfig');
  try {
    writePrivate(kubeconfig, kubeconfigText(simulator.url, flags.token, certificate || undefined));
    announce(flags, simulator, kubeconfig);
    const churn = new Churn(generator, systemClock);
    if (flags.churn > 0) churn.start(flags.churn);
    await stopRequest();
    churn.stop();
  } finally {
    temporary?.remove();
  }
  await simulator.stop();
  // The channel to a parent would keep this process alive.
  if (process.connected) process.disconnect();
  return 0;
}

function readText(file: string): string {
  return systemFiles.readNow(file).toString('utf8');
}

function announce(flags: Flags, simulator: Simulator, kubeconfig: string): void {
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
