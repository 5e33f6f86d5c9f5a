import type { Clock } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { TlsOptions } from '../base/network.ts';
import { type ClusterConfig, type ClusterFlags, loadCluster, type Surroundings } from './kubeconfig.ts';

/** Headers and TLS options of a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

/** As client-go: a token file is read again after this time, and at once when the server refuses the token. */
const TOKEN_MS = 60_000;
/** Minimum time between two requests for a new token after a refusal. */
const RENEW_MS = 5_000;

/** Source of the current credentials of a cluster, including rotated tokens, exec plugins and renewed certificates. */
export class CredentialSource {
  readonly server: string;
  readonly proxyUrl: string | undefined;
  private readonly flags: ClusterFlags;
  private readonly clock: Clock;
  private readonly around: Surroundings;
  private cluster: ClusterConfig;
  private token: { text: string; readAt: number } | undefined;
  private renewedAt = -Infinity;

  constructor(flags: ClusterFlags, clock: Clock, around: Surroundings) {
    this.flags = flags;
    this.clock = clock;
    this.around = around;
    this.cluster = loadCluster(flags, around);
    this.server = this.cluster.server;
    this.proxyUrl = this.cluster.proxyUrl;
  }

  /** Throws CREDENTIALS where a file or plugin fails. */
  async current(): Promise<Credentials> {
    const { config, tokenFile } = this.cluster;
    // biome-ignore lint/suspicious/noExplicitAny: the library's type wants more of an HTTPS agent than it uses.
    const options: any = { headers: {} };
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new CodedError('CREDENTIALS', `credentials: ${errorText(error)}`, error);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value);
    if (options.auth) headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    if (tokenFile) headers.authorization = `Bearer ${await this.readToken(tokenFile)}`;
    const cluster = config.getCurrentCluster();
    const text = (pem: unknown): string | undefined => (pem ? String(pem) : undefined);
    return {
      headers,
      tls: {
        ca: options.ca ? [String(options.ca)] : undefined,
        cert: text(options.cert),
        key: text(options.key),
        servername: cluster?.tlsServerName || undefined,
        rejectUnauthorized: !cluster?.skipTLSVerify,
      },
    };
  }

  /**
   * The server refused the credentials: forget what is cached of them. When a token expires, all requests are refused at
   * once; the first of them makes that all find new credentials when they ask again.
   */
  renew(): void {
    const now = this.clock.now();
    if (now - this.renewedAt < RENEW_MS) return;
    this.renewedAt = now;
    this.token = undefined;
    try {
      this.cluster = loadCluster(this.flags, this.around);
    } catch (error) {
      // The file may be half written at this moment; the old configuration stays until it reads again.
      if (!(error instanceof CodedError)) throw error;
    }
  }

  private async readToken(file: string): Promise<string> {
    const now = this.clock.now();
    if (this.token && now - this.token.readAt < TOKEN_MS) return this.token.text;
    try {
      this.token = { text: (await this.around.files.read(file)).toString('utf8').trim(), readAt: now };
    } catch (error) {
      throw new CodedError('CREDENTIALS', `token file ${file}: ${errorText(error)}`, error);
    }
    return this.token.text;
  }
}
