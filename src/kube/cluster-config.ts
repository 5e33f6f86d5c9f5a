import { CodedError } from '../base/errors.ts';
import { fileFault } from '../base/file-fault.ts';
import type { Files } from '../base/files.ts';
import type { Environment } from '../base/ports.ts';
import { impersonationHeaders, type RequestHeaders } from './impersonation.ts';
import type { AuthProvider, ExecConfig, KubeCluster, Kubeconfig, KubeUser } from './kubeconfig.ts';
import { checkProxy, proxyOf } from './proxy.ts';
import { basicAuthorization, parseServerUrl } from './server-url.ts';
import { clusterProblems, userProblems } from './validation.ts';

/** Place of the API server, and how it is asked as whom: the contents of client-go's rest.Config. */
export interface ClusterConfig {
  /** URL without a slash at its end. */
  readonly server: string;
  /** Proxy of the kubeconfig or of the environment; undefined: none. */
  readonly proxy: string | undefined;
  readonly trust: TrustConfig;
  /** Client certificate; undefined: none. */
  readonly certificate: CertificateConfig | undefined;
  readonly identity: IdentityConfig;
  /** Headers of every request. */
  readonly headers: RequestHeaders;
}

/** Certificates of servers that are accepted. */
export interface TrustConfig {
  /** What to name in errors. */
  readonly where: string;
  /** PEM text; empty: see `file`. */
  readonly data: string;
  /** File with a PEM text, which may change; empty, and without data: those that the system trusts. */
  readonly file: string;
  readonly insecure: boolean;
  readonly serverName: string;
  /** Whether the certificates of the system are used while the file cannot be. */
  readonly mayMiss: boolean;
}

/** A client certificate: data, or files that may change. */
export interface CertificateConfig {
  readonly where: string;
  readonly certData: string;
  readonly certFile: string;
  readonly keyData: string;
  readonly keyFile: string;
}

/** Source of the authorization header. */
export type IdentityConfig =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'fixed'; readonly authorization: string; readonly where: string }
  /** `token` is used while the file cannot be read; empty: none. */
  | { readonly kind: 'token-file'; readonly file: string; readonly token: string; readonly where: string }
  | { readonly kind: 'plugin'; readonly exec: ExecConfig; readonly cluster: PluginCluster; readonly where: string }
  | { readonly kind: 'provider'; readonly provider: AuthProvider; readonly where: string };

/** A cluster as credential plugins are told of it. */
export interface PluginCluster {
  readonly server: string;
  readonly proxyUrl: string;
  readonly disableCompression: boolean;
  readonly config: unknown;
}

/** The configuration that says nothing: no cluster is named, which leads to the service account of the pod. */
export const EMPTY = Symbol('empty');

/** A trust in whatever the system trusts. */
export const systemTrust: TrustConfig = {
  where: '',
  data: '',
  file: '',
  insecure: false,
  serverName: '',
  mayMiss: false,
};

const noCluster: KubeCluster = {
  where: '',
  server: '',
  tlsServerName: '',
  insecureSkipTlsVerify: false,
  caFile: '',
  caData: '',
  proxyUrl: '',
  disableCompression: false,
  execConfig: undefined,
};

/**
 * Derives the configuration of a connection from the current context of a kubeconfig; `apiserver` replaces the server, as the flag does.
 * Only the entries that the context names are checked (client-go, tools/clientcmd/client_config.go). Throws CREDENTIALS with all
 * problems of these entries.
 */
export function clusterConfigOf(
  config: Kubeconfig,
  apiserver: string,
  where: string,
  { files, env }: { readonly files: Files; readonly env: Environment },
): ClusterConfig | typeof EMPTY {
  const context = config.contexts.get(config.currentContext);
  const named = config.clusters.get(context?.cluster ?? '');
  const user = config.users.get(context?.user ?? '');
  // A server from the flag is another one than the name in the kubeconfig is for.
  const cluster = apiserver === '' ? named : { ...(named ?? noCluster), server: apiserver, tlsServerName: '' };
  const isEmpty = cluster === undefined;
  const problems = [
    ...(config.currentContext !== '' && !context
      ? [`${where}: current-context: no context is named "${config.currentContext}"`]
      : []),
    ...(user ? userProblems(user, (file) => unreadable(files, file)) : []),
    ...(isEmpty ? [] : clusterProblems(cluster, where, (file) => unreadable(files, file))),
  ];
  if (problems.length > 0) throw new CodedError('CREDENTIALS', problems.join('; '));
  if (isEmpty) return EMPTY;
  return connectionOf(cluster, user, apiserver === '' ? `${cluster.where}.cluster.server` : '--apiserver', env);
}

function connectionOf(
  cluster: KubeCluster,
  user: KubeUser | undefined,
  where: string,
  env: Environment,
): ClusterConfig {
  const { url: server, secure, authorization } = parseServerUrl(cluster.server, where);
  const proxy =
    cluster.proxyUrl === ''
      ? proxyOf(new URL(server), env)
      : checkProxy(cluster.proxyUrl, `${cluster.where}.cluster.proxy-url`);
  const identity: IdentityConfig = authorization
    ? { kind: 'fixed', authorization, where }
    : secure && user
      ? identityOf(user, cluster)
      : { kind: 'anonymous' };
  return {
    server,
    proxy,
    trust: secure ? trustOf(cluster) : systemTrust,
    certificate: secure && user ? certificateOf(user) : undefined,
    identity,
    headers: user ? impersonationHeaders(user) : {},
  };
}

/** The trust in a cluster (transport/transport.go, TLSConfigFor): a CA and no check at all exclude each other. */
function trustOf(cluster: KubeCluster): TrustConfig {
  const { where, caData: data, caFile: file, insecureSkipTlsVerify: insecure, tlsServerName: serverName } = cluster;
  if (insecure && (data !== '' || file !== '')) {
    const found = `certificate-authority${data === '' ? '' : '-data'}`;
    throw new CodedError('CREDENTIALS', `${where}.cluster: ${found} cannot be combined with insecure-skip-tls-verify`);
  }
  const field = data === '' ? 'certificate-authority' : 'certificate-authority-data';
  return { where: `${where}.cluster.${field}`, data, file, insecure, serverName, mayMiss: false };
}

function certificateOf({ where, certFile, certData, keyFile, keyData }: KubeUser): CertificateConfig | undefined {
  if (certFile === '' && certData === '') return undefined;
  return { where: `${where}.user.client-certificate`, certFile, certData, keyFile, keyData };
}

/**
 * The first of token, password, plugin and provider (client_config.go and transport/round_trippers.go). A plugin is not run where there
 * is a client certificate either (plugin/pkg/client/auth/exec/exec.go, UpdateTransportConfig).
 */
function identityOf(user: KubeUser, cluster: KubeCluster): IdentityConfig {
  const { where, token, tokenFile, username, password, exec, authProvider } = user;
  if (username !== '' && tokenFile !== '') {
    throw new CodedError('CREDENTIALS', `${where}.user: username cannot be combined with tokenFile`);
  }
  if (tokenFile !== '') return { kind: 'token-file', file: tokenFile, token, where: `${where}.user.tokenFile` };
  if (token !== '') return { kind: 'fixed', authorization: `Bearer ${token}`, where: `${where}.user.token` };
  if (username !== '') {
    return { kind: 'fixed', authorization: basicAuthorization(username, password), where: `${where}.user.username` };
  }
  if (exec && !certificateOf(user)) {
    const { server, proxyUrl, disableCompression, execConfig: config } = cluster;
    return {
      kind: 'plugin',
      exec,
      cluster: { server, proxyUrl, disableCompression, config },
      where: `${where}.user.exec`,
    };
  }
  if (authProvider) return { kind: 'provider', provider: authProvider, where: `${where}.user.auth-provider` };
  return { kind: 'anonymous' };
}

function unreadable(files: Files, file: string): string | undefined {
  try {
    files.readNow(file);
    return undefined;
  } catch (error) {
    return fileFault(error);
  }
}
