import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { Churn } from '../simulator/churn.ts';
import { Generator } from '../simulator/generate/cluster.ts';
import { kubeconfigText, placeForKubeconfig, writePrivate } from '../simulator/kubeconfig.ts';
import { type Simulator, startSimulator } from '../simulator/server.ts';

interface Flags {
  readonly pods: number;
  readonly nodes: number;
  readonly namespaces: number;
  readonly churn: number;
  readonly seed: number;
  readonly host: string;
  readonly port: number;
  readonly kubeconfig?: string;
  readonly watchlist: boolean;
  readonly shardedListAndWatch: boolean;
  readonly token: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly readyJson: boolean;
}

/** Line that `--ready-json` prints when the server is ready. */
export interface ReadyLine {
  readonly url: string;
  readonly kubeconfig: string;
  readonly pods: number;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

function define(): Command {
  return new Command('kube-state-metrics simulate')
    .description('Simulates the API server of a Kubernetes cluster that changes like a living one.')
    .option('--pods <n>', 'pods', wholeNumber, 8000)
    .option('--nodes <n>', 'nodes', wholeNumber, 250)
    .option('--namespaces <n>', 'namespaces with workloads', wholeNumber, 40)
    .option('--churn <n>', 'changes per second', wholeNumber, 0)
    .option('--seed <n>', 'the same seed gives the same cluster', wholeNumber, 1)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0: any that is free', wholeNumber, 0)
    .option('--kubeconfig <file>', 'where to write the kubeconfig (default: a temporary file)')
    .option('--no-watchlist', 'refuse WatchList, as servers before 1.32 do')
    .option('--sharded-list-and-watch', 'honour shardSelector, as servers from 1.36 can', false)
    .option('--token <token>', 'bearer token that requests need', '')
    .option('--tls-cert <file>', 'certificate: serve HTTPS; needs --tls-key')
    .option('--tls-key <file>', 'key of the certificate')
    .option('--ready-json', 'print one JSON line when ready, for programs', false)
    .exitOverride();
}

/** Runs the simulated API server until it is told to stop; resolves to the exit code. */
export async function runSimulate(argv: readonly string[]): Promise<number> {
  const command = define();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode;
  }
  const flags = command.opts<Flags>();
  const generator = new Generator({ ...flags, nowMs: Date.now() });
  const cluster = generator.run();
  const certificate = flags.tlsCert && readFileSync(flags.tlsCert, 'utf8');
  const simulator = await startSimulator({
    cluster,
    host: flags.host,
    port: flags.port,
    watchList: flags.watchlist,
    shardedListAndWatch: flags.shardedListAndWatch,
    token: flags.token,
    ...(certificate && flags.tlsKey && { tls: { cert: certificate, key: readFileSync(flags.tlsKey, 'utf8') } }),
  });
  const kubeconfig = placeForKubeconfig(flags.kubeconfig);
  try {
    writePrivate(kubeconfig.file, kubeconfigText(simulator.url, flags.token, certificate || undefined));
    announce(flags, simulator, kubeconfig.file);
    const churn = new Churn(generator);
    if (flags.churn > 0) churn.start(flags.churn);
    await stopRequest();
    churn.stop();
  } finally {
    kubeconfig.remove();
  }
  await simulator.stop();
  // The channel to a parent would keep this process alive.
  if (process.connected) process.disconnect();
  return 0;
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
