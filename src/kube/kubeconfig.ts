import { createRequire } from 'node:module';
import path from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { Environment } from '../base/ports.ts';

/** Place of the API server and of its credentials, from the flags. */
export interface ClusterFlags {
  /** URL of the API server; empty: as the kubeconfig says. */
  readonly apiserver: string;
  /** Path of a kubeconfig; empty: none. */
  readonly kubeconfig: string;
}

/** A loaded configuration: where to, with whose credentials. */
export interface ClusterConfig {
  readonly server: string;
  readonly config: Pick<KubeConfig, 'applyToHTTPSOptions'> & {
    getCurrentCluster(): { readonly skipTLSVerify?: boolean; readonly tlsServerName?: string } | null;
  };
  /** A file with the bearer token, read again as it rotates. */
  readonly tokenFile: string | undefined;
  readonly proxyUrl: string | undefined;
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
 * Loads the configuration as client-go's BuildConfigFromFlags does: a kubeconfig, a bare URL without credentials, or with
 * neither the service account of the pod. Reads files. Throws CREDENTIALS, naming the flag or file.
 */
export function loadCluster(flags: ClusterFlags, around: Surroundings): ClusterConfig {
  if (flags.kubeconfig) return fromFile(flags.kubeconfig, flags.apiserver, around.files);
  if (flags.apiserver) return fromUrl(flags.apiserver);
  return inCluster(around);
}

/**
 * The library brings all clients of the API with it, 80 MB of memory and a third of a second (docs/decisions/0004-memory.md):
 * it is loaded for kubeconfigs only, whose plugins it knows.
 */
function openKubeConfig(): KubeConfig {
  const library = createRequire(import.meta.url)('@kubernetes/client-node') as typeof import('@kubernetes/client-node');
  return new library.KubeConfig();
}

function fromFile(file: string, apiserver: string, files: Files): ClusterConfig {
  const config = openKubeConfig();
  let tokenFile: string | undefined;
  try {
    const text = files.readNow(file).toString('utf8');
    config.loadFromString(text);
    config.makePathsAbsolute(path.dirname(file));
    tokenFile = tokenFileOf(file, text, config);
  } catch (error) {
    throw new CodedError('CREDENTIALS', `--kubeconfig ${file}: ${errorText(error)}`, error);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster && !apiserver) {
    throw new CodedError('CREDENTIALS', `--kubeconfig ${file}: the current context does not name a cluster`);
  }
  const server = checkUrl(apiserver || (cluster?.server ?? ''), apiserver ? '--apiserver' : `--kubeconfig ${file}`);
  allowPlain(config);
  return { server, config, tokenFile, proxyUrl: cluster?.proxyUrl };
}

/** The library refuses plain HTTP unless TLS is said not to be verified, of which plain HTTP has none. */
function allowPlain(config: KubeConfig): void {
  config.clusters = config.clusters.map((c) => (c.server.startsWith('http:') ? { ...c, skipTLSVerify: true } : c));
}

/** The library reads `tokenFile` of a user once, if at all; tokens rotate, so the file is read by us. */
function tokenFileOf(file: string, text: string, config: KubeConfig): string | undefined {
  const document = parse(text) as { users?: { name?: string; user?: Record<string, unknown> }[] };
  const name = config.getCurrentUser()?.name;
  const user = document.users?.find((u) => u.name === name)?.user;
  const tokenFile = user?.tokenFile;
  if (typeof tokenFile !== 'string' || user?.token) return undefined;
  return path.resolve(path.dirname(file), tokenFile);
}

function fromUrl(apiserver: string): ClusterConfig {
  const server = checkUrl(apiserver, '--apiserver');
  const config = { applyToHTTPSOptions: async () => {}, getCurrentCluster: () => null };
  return { server, config, tokenFile: undefined, proxyUrl: undefined };
}

function inCluster({ env, files, serviceAccount = SERVICE_ACCOUNT }: Surroundings): ClusterConfig {
  const tokenFile = path.join(serviceAccount, 'token');
  if (!env.KUBERNETES_SERVICE_HOST || !env.KUBERNETES_SERVICE_PORT || !files.exists(tokenFile)) {
    const hint = 'name a cluster with --kubeconfig or --apiserver, or try `kube-state-metrics demo`';
    throw new CodedError('CREDENTIALS', `no service account found, so this is not a pod of a cluster: ${hint}`);
  }
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const config: ClusterConfig['config'] = {
    // Read with each connection, as certificates rotate.
    applyToHTTPSOptions: async (options) => {
      options.ca = (await files.read(path.join(serviceAccount, 'ca.crt'))).toString('utf8');
    },
    getCurrentCluster: () => null,
  };
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { server, config, tokenFile, proxyUrl: undefined };
}

function checkUrl(url: string, where: string): string {
  // A host without a scheme is taken as client-go takes it.
  const text = /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new CodedError('CREDENTIALS', `${where}: expected an http or https URL, found "${url}"`);
  }
  return text.replace(/\/+$/, '');
}
