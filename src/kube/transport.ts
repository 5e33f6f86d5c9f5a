import type { Clock } from '../base/clock.ts';
import { CodedError, connectionFault } from '../base/errors.ts';
import type { HttpClient, HttpResponse, Network, TlsOptions } from '../base/network.ts';
import type { Environment } from '../base/ports.ts';
import type { ApiRequest, ApiResponse, ApiWrite, Transport } from '../model/transport.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import { parseRetryAfter } from './retry-after.ts';

/** After new credentials were refused too, no request is sent twice for this long: those to come have new ones anyway. */
const IN_VAIN_MS = 60_000;

export interface TransportOptions {
  readonly credentials: CredentialSource;
  readonly userAgent: string;
  readonly network: Network;
  readonly clock: Clock;
  readonly env: Environment;
}

/** A transport over HTTP/1.1: each request a connection of its own while it lasts, as watches last long. */
export function openTransport(options: TransportOptions): Transport & { close(): Promise<void> } {
  return new HttpTransport(options);
}

interface Asked {
  readonly path: string;
  readonly method: 'GET' | ApiWrite['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

class HttpTransport implements Transport {
  private readonly options: TransportOptions;
  /** When new credentials were last refused as those before them. */
  private renewedInVainAt = -Infinity;
  private client: { key: string; use: HttpClient } | undefined;

  constructor(options: TransportOptions) {
    this.options = options;
  }

  get({ path, query, accept, signal }: ApiRequest): Promise<ApiResponse> {
    const text = new URLSearchParams(query).toString();
    return this.ask({ path: `${path}${text && `?${text}`}`, method: 'GET', headers: { accept }, signal });
  }

  send({ method, path, body, signal }: ApiWrite): Promise<ApiResponse> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    return this.ask({ path, method, headers, body, signal });
  }

  async close(): Promise<void> {
    await this.client?.use.destroy();
  }

  private async ask(wanted: Asked): Promise<ApiResponse> {
    const { credentials, clock } = this.options;
    const used = await credentials.current();
    const answer = await this.askOnce(wanted, used);
    if (answer.status !== 401) return this.toResponse(answer);
    // A token may have been rotated or have expired: once more, where there is a new one and new ones were of use of late.
    credentials.renew();
    if (clock.now() - this.renewedInVainAt < IN_VAIN_MS) return this.toResponse(answer);
    const renewed = await credentials.current();
    if (JSON.stringify(renewed) === JSON.stringify(used)) return this.toResponse(answer);
    answer.abort(new Error('the request is retried with other credentials'));
    const second = await this.askOnce(wanted, renewed);
    this.renewedInVainAt = second.status === 401 ? clock.now() : -Infinity;
    return this.toResponse(second);
  }

  private async askOnce({ path, headers: own, ...asked }: Asked, { headers, tls }: Credentials): Promise<HttpResponse> {
    const { credentials, userAgent } = this.options;
    try {
      return await this.connect(tls).send({
        ...asked,
        url: `${credentials.server}${path}`,
        headers: { ...headers, ...own, 'user-agent': userAgent },
      });
    } catch (error) {
      throw new CodedError('API_UNREACHABLE', `${credentials.server}: ${connectionFault(error)}`, error);
    }
  }

  /** The connections with these TLS options; new ones when certificates have been renewed. */
  private connect(tls: TlsOptions): HttpClient {
    const key = JSON.stringify(tls);
    if (this.client?.key !== key) {
      // Requests under way end on the old ones.
      this.client?.use.close();
      this.client = { key, use: this.open(tls) };
    }
    return this.client.use;
  }

  private open(tls: TlsOptions): HttpClient {
    const { credentials, network, env } = this.options;
    const proxy = credentials.proxyUrl ?? proxyOf(new URL(credentials.server), env);
    if (proxy && !/^https?:/.test(proxy)) {
      throw new CodedError('CREDENTIALS', `proxy ${proxy}: expected an http or https URL`);
    }
    return network.connect({ tls, proxy: proxy || undefined, proxyCa: undefined });
  }

  private toResponse({ status, headers, body }: HttpResponse): ApiResponse {
    const text = (name: string): string => String(headers[name] ?? '');
    return {
      status,
      contentType: text('content-type'),
      retryAfterMs: parseRetryAfter(text('retry-after'), this.options.clock.unixMs()),
      body,
    };
  }
}

/** The proxy that the environment names for a URL, by the rules of Go's net/http ProxyFromEnvironment. */
export function proxyOf(url: URL, env: Environment): string | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!proxy || host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((e) => e.trim());
  const excepted = exceptions.some((e) => {
    if (e === '') return false;
    if (e === '*' || e === host) return true;
    return host.endsWith(e.startsWith('.') ? e : `.${e}`);
  });
  return excepted ? undefined : proxy;
}
