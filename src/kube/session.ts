import type { Clock } from '../base/clock.ts';
import type { Network, TlsOptions } from '../base/network.ts';
import type { Processes } from '../base/processes.ts';
import { ClientCertificate } from './client-certificate.ts';
import type { ClusterConfig, IdentityConfig } from './cluster-config.ts';
import { execCluster } from './exec-credential.ts';
import { type Authenticator, type CredentialLog, FixedIdentity, type Identity, type KeyPair } from './identity.ts';
import { headerValue, type RequestHeaders } from './impersonation.ts';
import type { Surroundings } from './load-cluster.ts';
import { openProvider } from './oidc.ts';
import { Plugin } from './plugin.ts';
import { TokenFile } from './token-file.ts';
import { Trust } from './trust.ts';

/** Surroundings that credentials are made from, besides their configuration. */
export interface SessionPorts extends Surroundings {
  readonly clock: Clock;
  readonly log: CredentialLog;
  readonly processes?: Processes | undefined;
  readonly network?: Network | undefined;
}

/** Headers and TLS of a request. */
export interface Credentials {
  readonly server: string;
  readonly proxy: string | undefined;
  readonly proxyCa: readonly string[] | undefined;
  readonly headers: RequestHeaders;
  /** The same object while it is the same. */
  readonly tls: TlsOptions;
  /** The one that `headers` and `tls` stand for. */
  readonly identity: Identity;
  /** Counts the configurations that had another server, proxy or trust than the one before: maybe another cluster. */
  readonly clusterEpoch: number;
}

/** The credentials of one configuration. */
export class Session {
  readonly config: ClusterConfig;
  private readonly trust: Trust;
  private readonly certificate: ClientCertificate | undefined;
  private readonly authenticator: Authenticator;
  private tls: TlsOptions | undefined;

  /** Reads files. Throws CREDENTIALS where one of them cannot be used. */
  constructor(config: ClusterConfig, ports: SessionPorts) {
    const { files, log } = ports;
    this.config = config;
    this.trust = new Trust(config.trust, ports);
    this.certificate = config.certificate && new ClientCertificate(config.certificate, files, log);
    this.authenticator = openAuthenticator(config, this.trust, ports);
  }

  async credentials(): Promise<Omit<Credentials, 'clusterEpoch'>> {
    const { server, proxy, headers } = this.config;
    const identity = await this.authenticator.current();
    const tls = await this.tlsFor(identity.pair ?? (await this.certificate?.current()));
    const proxyCa = proxy?.startsWith('https:') ? await this.trust.forProxy() : undefined;
    const authorization = identity.authorization && { authorization: identity.authorization };
    return { server, proxy, proxyCa, headers: { ...headers, ...authorization }, tls, identity };
  }

  refuse(used: Identity): void {
    this.authenticator.refuse(used);
  }

  close(): void {
    this.authenticator.close();
  }

  private async tlsFor(pair: KeyPair | undefined): Promise<TlsOptions> {
    const { insecure, serverName } = this.config.trust;
    const ca = this.config.server.startsWith('https:') ? await this.trust.current() : undefined;
    const { tls } = this;
    if (tls && tls.ca === ca && tls.cert === pair?.cert && tls.key === pair?.key) return tls;
    const servername = serverName === '' ? undefined : serverName;
    this.tls = { ca, cert: pair?.cert, key: pair?.key, servername, rejectUnauthorized: !insecure };
    return this.tls;
  }
}

function openAuthenticator(
  { identity, trust: trustConfig }: ClusterConfig,
  trust: Trust,
  ports: SessionPorts,
): Authenticator {
  switch (identity.kind) {
    case 'anonymous':
      return new FixedIdentity(undefined);
    case 'fixed':
      return new FixedIdentity(headerValue(identity.authorization, identity.where));
    case 'token-file':
      return new TokenFile(identity, ports);
    case 'provider':
      return openProvider(identity.provider, identity.where, ports);
    case 'plugin':
      return openPlugin(identity, trustConfig, trust, ports);
  }
}

function openPlugin(
  { exec, cluster, where }: Extract<IdentityConfig, { kind: 'plugin' }>,
  trustConfig: ClusterConfig['trust'],
  trust: Trust,
  { processes, clock, env, log }: SessionPorts,
): Plugin {
  const describe = (): object => execCluster(cluster, trustConfig, trust.caText);
  const told = exec.provideClusterInfo ? describe : () => undefined;
  return new Plugin(exec, where, { processes, clock, env, log, cluster: told });
}
