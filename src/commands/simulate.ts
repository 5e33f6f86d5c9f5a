import { parseArguments } from '../config/arguments.ts';
import type { FlagTable, FlagType, ValuesOf } from '../config/flag.ts';
import { list } from '../config/list-types.ts';
import { bool, count, port, text } from '../config/scalar-types.ts';
import { type ScenarioName, scenarioNames } from '../simulator/scenario-names.ts';
import type { Command } from './command.ts';

/** A list of scenarios. */
const scenarioList: FlagType<readonly ScenarioName[]> = {
  ...list,
  expects: `a list of ${scenarioNames.join(', ')}`,
  parse(text, report) {
    const names = list.parse(text, report) ?? [];
    const unknown = names.find((name) => !(scenarioNames as readonly string[]).includes(name));
    if (unknown === undefined) return names as readonly ScenarioName[];
    return void report(`expected ${this.expects}, found "${unknown}"`);
  },
  join: (values) => [...new Set(values.flat())],
} as FlagType<readonly ScenarioName[]>;

/** Flags of `simulate`. */
export const simulateFlags = {
  pods: { name: 'pods', type: count, default: '8000', help: 'number of pods' },
  nodes: { name: 'nodes', type: count, default: '250', help: 'number of nodes' },
  namespaces: { name: 'namespaces', type: count, default: '40', help: 'number of namespaces with workloads' },
  churn: { name: 'churn', type: count, help: 'changes per second' },
  incidents: {
    name: 'incidents',
    type: count,
    default: '6',
    help: 'with --churn, incidents per minute: crashes, evictions, node trouble; each heals within two minutes or so',
  },
  controllers: {
    name: 'controllers',
    type: bool,
    default: 'true',
    help: 'run controllers, a scheduler and kubelets: workloads get pods, and pods run',
  },
  scenario: {
    name: 'scenario',
    type: scenarioList,
    help: 'what happens from the start, as in node-down,crash-loop; see docs/simulator.md',
  },
  seed: { name: 'seed', type: count, default: '1', help: 'seed of the cluster; the same seed gives the same cluster' },
  host: { name: 'host', type: text, default: '127.0.0.1', help: 'address to listen on' },
  port: { name: 'port', type: port, help: 'port to listen on; 0: any free port' },
  kubeconfig: {
    name: 'kubeconfig',
    completes: 'files',
    type: text,
    help: 'where to write the kubeconfig (default: a temporary file)',
  },
  noWatchlist: { name: 'no-watchlist', type: bool, help: 'refuse WatchList, as servers before 1.32 do' },
  shardedListAndWatch: {
    name: 'sharded-list-and-watch',
    type: bool,
    help: 'honor shardSelector, as servers from 1.36 can',
  },
  token: { name: 'token', type: text, help: 'bearer token that requests must have; clients send one only over HTTPS' },
  rbac: {
    name: 'rbac',
    completes: 'files',
    type: text,
    help: 'path of a YAML file with ClusterRoles, Roles and bindings to enforce, such as the output of "rbac" or "kubectl kustomize"',
  },
  rbacUser: {
    name: 'rbac-user',
    type: text,
    help: 'user of all requests (default: the service account that the bindings in --rbac name)',
  },
  tlsCert: {
    name: 'tls-cert',
    completes: 'files',
    type: text,
    help: 'path of a certificate, to serve HTTPS; requires --tls-key',
  },
  tlsKey: { name: 'tls-key', completes: 'files', type: text, help: 'path of the private key of the certificate' },
  readyJson: { name: 'ready-json', type: bool, help: 'print one JSON line when ready, for programs' },
} as const satisfies FlagTable;

/** Values of the flags of `simulate`. */
export type SimulateFlags = ValuesOf<typeof simulateFlags>;

/** Simulates the API server of a cluster that changes like a real one. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'simulate the API server of a cluster that changes',
  usage: '[flags]',
  flags: simulateFlags,
  async run(argv) {
    const flags = parseArguments(argv, simulateFlags);
    // The exporter does without the simulator.
    const { runSimulate } = await import('./simulate-run.ts');
    return runSimulate(flags);
  },
};

/** The line that `--ready-json` prints when the server answers. */
export interface ReadyLine {
  readonly url: string;
  readonly kubeconfig: string;
  readonly pods: number;
}
