import path from 'node:path';
import { CodedError } from '../base/errors.ts';
import { fileFault } from '../base/file-fault.ts';
import type { Files } from '../base/files.ts';
import type { Environment } from '../base/ports.ts';
import { type ClusterConfig, clusterConfigOf, EMPTY, systemTrust } from './cluster-config.ts';
import { type Kubeconfig, mergeKubeconfigs, parseKubeconfig } from './kubeconfig.ts';
import { proxyOf } from './proxy.ts';

/** Place of the API server and of its credentials, from the flags. */
export interface ClusterFlags {
  /** URL of the API server; empty: as the kubeconfig says. */
  readonly apiserver: string;
  /** Path of a kubeconfig; empty: none. */
  readonly kubeconfig: string;
}

/** Sources of cluster settings: the environment, files, and the folder of the service account. */
export interface Surroundings {
  readonly env: Environment;
  readonly files: Files;
  /** Absent: where a kubelet puts it. */
  readonly serviceAccount?: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Loads the configuration as client-go's BuildConfigFromFlags does, which kube-state-metrics calls: the kubeconfig of the flag, with
 * the server of --apiserver if given; --apiserver alone, without credentials; else the service account of the pod, also where the
 * kubeconfig names no cluster. KUBECONFIG, which kube-state-metrics ignores, is used where it would end with an error. Reads files.
 * Throws CREDENTIALS, naming the flag, or file, entry and field.
 */
export function loadCluster(flags: ClusterFlags, around: Surroundings): ClusterConfig {
  const { kubeconfig, apiserver } = flags;
  if (kubeconfig !== '' || apiserver !== '') {
    const where = kubeconfig === '' ? '--apiserver' : `--kubeconfig ${kubeconfig}`;
    const config = kubeconfig === '' ? mergeKubeconfigs([]) : readKubeconfig(kubeconfig, where, around.files);
    const cluster = clusterConfigOf(config, apiserver, where, around);
    if (cluster !== EMPTY) return cluster;
    const pod = inCluster(around);
    if (pod) return pod;
    throw noCluster(where, kubeconfig === '' ? [] : [kubeconfig], around.files);
  }
  const pod = inCluster(around);
  if (pod) return pod;
  const named = fromEnvironment(around);
  if (named) return named;
  const hint = 'name a cluster with --kubeconfig or --apiserver, or try `kube-state-metrics demo`';
  throw new CodedError('CREDENTIALS', `no service account found, so this is not a pod of a cluster: ${hint}`);
}

/** Lists the kubeconfigs that the configuration comes from, whether they exist or not. */
export function kubeconfigFiles({ kubeconfig, apiserver }: ClusterFlags, around: Surroundings): readonly string[] {
  if (kubeconfig !== '') return [kubeconfig];
  return apiserver === '' && !hasServiceAccount(around) ? filesOfEnvironment(around.env) : [];
}

/** KUBECONFIG names files with colons between; each counts once, and those that do not exist are skipped (loader.go). */
function filesOfEnvironment({ KUBECONFIG }: Environment): string[] {
  return [...new Set((KUBECONFIG ?? '').split(path.delimiter).filter((file) => file !== ''))];
}

function fromEnvironment(around: Surroundings): ClusterConfig | undefined {
  const named = filesOfEnvironment(around.env);
  if (named.length === 0) return undefined;
  const where = `KUBECONFIG ${around.env.KUBECONFIG}`;
  const there = named.filter((file) => around.files.exists(file));
  if (there.length === 0) throw new CodedError('CREDENTIALS', `${where}: no such file`);
  const configs = there.map((file) => readKubeconfig(file, `KUBECONFIG ${file}`, around.files));
  const cluster = clusterConfigOf(mergeKubeconfigs(configs), '', where, around);
  if (cluster === EMPTY) throw noCluster(where, there, around.files);
  return cluster;
}

function noCluster(where: string, named: readonly string[], files: Files): CodedError {
  const isEmpty = named.length > 0 && named.every((file) => files.readNow(file).toString('utf8').trim() === '');
  const fault = isEmpty ? 'the file is empty' : 'the current context names no cluster';
  return new CodedError('CREDENTIALS', `${where}: ${fault}; see \`kubectl config get-contexts\``);
}

function readKubeconfig(file: string, where: string, files: Files): Kubeconfig {
  let text: string;
  try {
    text = files.readNow(file).toString('utf8');
  } catch (error) {
    throw new CodedError('CREDENTIALS', `${where}: ${fileFault(error)}`, error);
  }
  return parseKubeconfig(text, file, where);
}

function hasServiceAccount({ env, files, serviceAccount = SERVICE_ACCOUNT }: Surroundings): boolean {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  return Boolean(host && port) && files.exists(path.join(serviceAccount, 'token'));
}

/** The service account of the pod (client-go, rest/config.go, InClusterConfig); undefined where there is none. */
function inCluster(around: Surroundings): ClusterConfig | undefined {
  if (!hasServiceAccount(around)) return undefined;
  const { env, serviceAccount = SERVICE_ACCOUNT } = around;
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = env;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (!URL.canParse(server)) {
    const found = `${host}:${port}`;
    throw new CodedError('CREDENTIALS', `KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: no address: "${found}"`);
  }
  const [token, ca] = ['token', 'ca.crt'].map((name) => path.join(serviceAccount, name)) as [string, string];
  return {
    server,
    proxy: proxyOf(new URL(server), env),
    trust: { ...systemTrust, where: 'service account', file: ca, mayMiss: true },
    certificate: undefined,
    identity: { kind: 'token-file', file: token, token: '', where: 'service account' },
    headers: {},
  };
}
