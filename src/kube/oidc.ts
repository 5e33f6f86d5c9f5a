import { type Clock, timeoutSignal } from '../base/clock.ts';
import { CodedError, connectionFault, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { HttpClient, Network } from '../base/network.ts';
import type { Environment } from '../base/ports.ts';
import { readWhole } from '../model/transport.ts';
import { systemTrust } from './cluster-config.ts';
import type { Authenticator, CredentialLog, Identity } from './identity.ts';
import { headerValue } from './impersonation.ts';
import type { AuthProvider } from './kubeconfig.ts';
import { proxyOf } from './proxy.ts';
import { parseServerUrl } from './server-url.ts';
import { Trust } from './trust.ts';

interface ProviderPorts {
  readonly clock: Clock;
  readonly files: Files;
  readonly env: Environment;
  readonly log: CredentialLog;
  readonly network?: Network | undefined;
}

/** A token counts as expired so long before it is (client-go, plugin/pkg/client/auth/oidc/oidc.go). */
const EXPIRY_LEEWAY_MS = 10_000;
const ANSWER_MS = 30_000;
/** Wait after a renewal that failed. */
const FAILED_MS = 10_000;

/**
 * Opens a credential provider of the kind before plugins. client-go has `oidc` alone, and says of `gcp` and `azure` that they were
 * removed. Throws CREDENTIALS.
 */
export function openProvider({ name, config }: AuthProvider, where: string, ports: ProviderPorts): Authenticator {
  if (name !== 'oidc') {
    const gone = name === 'gcp' || name === 'azure' ? 'has been removed from Kubernetes' : 'is not known';
    throw new CodedError(
      'CREDENTIALS',
      `${where}.name: the provider "${name}" ${gone}; use a credential plugin (exec)`,
    );
  }
  for (const field of ['idp-issuer-url', 'client-id']) {
    if (!config[field]) throw new CodedError('CREDENTIALS', `${where}.config.${field}: missing`);
  }
  return new OidcProvider(config, where, ports);
}

/**
 * OpenID Connect: an ID token, renewed by a refresh token when it has expired. The new tokens are kept in memory; the kubeconfig is not
 * rewritten, as it is mounted read-only in a pod.
 */
class OidcProvider implements Authenticator {
  private readonly config: Readonly<Record<string, string>>;
  private readonly where: string;
  private readonly ports: ProviderPorts;
  private readonly trust: Trust;
  private idToken: string;
  private refreshToken: string;
  private identity: Identity | undefined;
  private running: Promise<Identity> | undefined;
  private failed: { readonly error: unknown; readonly at: number } | undefined;

  constructor(config: Readonly<Record<string, string>>, where: string, ports: ProviderPorts) {
    this.config = config;
    this.where = where;
    this.ports = ports;
    const data = Buffer.from(config['idp-certificate-authority-data'] ?? '', 'base64').toString('utf8');
    const file = config['idp-certificate-authority'] ?? '';
    this.trust = new Trust({ ...systemTrust, where: `${where}.config.idp-certificate-authority`, data, file }, ports);
    this.idToken = config['id-token'] ?? '';
    this.refreshToken = config['refresh-token'] ?? '';
  }

  async current(): Promise<Identity> {
    if (this.running) return this.running;
    const { clock } = this.ports;
    if (this.idToken !== '' && clock.unixMs() + EXPIRY_LEEWAY_MS < this.expiryMs(this.idToken)) return this.kept();
    if (this.failed && clock.now() - this.failed.at < FAILED_MS) throw this.failed.error;
    this.running = this.renew().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** A token that is refused before it expires is not renewed, as in client-go. */
  refuse(): void {}

  /** A renewal ends within its time. */
  close(): void {}

  private kept(): Identity {
    const authorization = headerValue(`Bearer ${this.idToken}`, `${this.where}.config.id-token`);
    if (this.identity?.authorization !== authorization) this.identity = { authorization, pair: undefined };
    return this.identity;
  }

  private expiryMs(token: string): number {
    try {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
        exp?: unknown;
      };
      return Number(claims.exp) * 1000;
    } catch {
      throw new CodedError('CREDENTIALS', `${this.where}.config.id-token: not a JSON Web Token`);
    }
  }

  private async renew(): Promise<Identity> {
    try {
      if (this.refreshToken === '') throw new Error('the id-token has expired, and there is no refresh-token');
      const issuer = this.config['idp-issuer-url']!.replace(/\/$/, '');
      const endpoint = (await this.ask(`${issuer}/.well-known/openid-configuration`)).token_endpoint;
      if (typeof endpoint !== 'string') throw new Error(`${issuer}: its configuration has no token_endpoint`);
      const answer = await this.ask(endpoint, this.form());
      if (typeof answer.id_token !== 'string') throw new Error(`${endpoint}: the response has no id_token`);
      this.idToken = answer.id_token;
      if (typeof answer.refresh_token === 'string') this.refreshToken = answer.refresh_token;
      this.failed = undefined;
      return this.kept();
    } catch (error) {
      const wrapped = new CodedError('CREDENTIALS', `${this.where}: ${errorText(error)}`, error);
      this.failed = { error: wrapped, at: this.ports.clock.now() };
      throw wrapped;
    }
  }

  private form(): string {
    return new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: this.refreshToken,
      client_id: this.config['client-id']!,
      ...(this.config['client-secret'] && { client_secret: this.config['client-secret'] }),
    }).toString();
  }

  /** Sends a GET, or a POST of a form, and returns the JSON of the response. */
  private async ask(url: string, form?: string): Promise<Record<string, unknown>> {
    parseServerUrl(url, `${this.where}: OpenID Connect`);
    const client = await this.connect(url);
    try {
      const { status, body } = await client.send({
        url,
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form !== undefined && { body: form }),
        signal: timeoutSignal(this.ports.clock, ANSWER_MS),
      });
      if (status !== 200) throw new Error(`${url}: status ${status}`);
      return JSON.parse((await readWhole(body)).toString('utf8')) as Record<string, unknown>;
    } catch (error) {
      throw error instanceof SyntaxError
        ? new Error(`${url}: the response is not JSON`)
        : new Error(connectionFault(error));
    } finally {
      await client.destroy();
    }
  }

  private async connect(url: string): Promise<HttpClient> {
    const { network, env } = this.ports;
    if (!network) throw new Error('there is no network');
    const ca = await this.trust.current();
    const tls = { ca, cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: true };
    return network.connect({ tls, proxy: proxyOf(new URL(url), env), proxyCa: ca });
  }
}
