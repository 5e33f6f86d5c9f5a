import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import { CodedError } from '../base/errors.ts';
import type { ApiRequest, ApiResponse, ApiWrite, Transport } from '../model/transport.ts';
import { describe } from './body.ts';
import type { CredentialSource, Credentials, TlsOptions } from './credentials.ts';
import { type Answer, exchange } from './exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Makes Node read at most one buffer ahead of the reader of a socket; the rest waits in the kernel. */
const READ_AHEAD = { highWaterMark: 1 } as buildConnector.BuildOptions;

/** After new credentials were refused too, no request is sent twice for this long: those to come have new ones anyway. */
const IN_VAIN_MS = 60_000;

export interface TransportOptions {
  readonly credentials: CredentialSource;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Opens a transport over HTTP/1.1. Each request has a connection of its own while it lasts, because watches last long.
 */
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
  private dispatcher: { key: string; use: Dispatcher } | undefined;

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
    await this.dispatcher?.use.destroy();
  }

  private async ask(wanted: Asked): Promise<ApiResponse> {
    const { credentials } = this.options;
    const used = await credentials.current();
    const answer = await this.askOnce(wanted, used);
    if (answer.status !== 401) return toResponse(answer);
    // A token may have been rotated or have expired: once more, where there is a new one and new ones were of use of late.
    credentials.renew();
    if (performance.now() - this.renewedInVainAt < IN_VAIN_MS) return toResponse(answer);
    const renewed = await credentials.current();
    if (JSON.stringify(renewed) === JSON.stringify(used)) return toResponse(answer);
    answer.body.abort(new Error('the request is retried with other credentials'));
    const second = await this.askOnce(wanted, renewed);
    this.renewedInVainAt = second.status === 401 ? performance.now() : -Infinity;
    return toResponse(second);
  }

  private async askOnce({ path, headers: own, ...asked }: Asked, { headers, tls }: Credentials): Promise<Answer> {
    const { credentials, userAgent } = this.options;
    try {
      return await exchange(this.dispatch(tls), {
        ...asked,
        url: `${credentials.server}${path}`,
        headers: { ...headers, ...own, 'user-agent': userAgent },
      });
    } catch (error) {
      throw new CodedError('API_UNREACHABLE', `${credentials.server}: ${describe(error)}`, error);
    }
  }

  /** The dispatcher for these TLS options; a new one when certificates have been renewed. */
  private dispatch(tls: TlsOptions): Dispatcher {
    const key = JSON.stringify(tls);
    if (this.dispatcher?.key !== key) {
      // Requests under way end on the old one.
      void this.dispatcher?.use.close();
      this.dispatcher = { key, use: this.open(tls) };
    }
    return this.dispatcher.use;
  }

  private open(tls: TlsOptions): Dispatcher {
    const { credentials, env } = this.options;
    const connect = {
      ...READ_AHEAD,
      rejectUnauthorized: tls.rejectUnauthorized,
      ...(tls.ca && { ca: tls.ca }),
      ...(tls.cert && { cert: tls.cert }),
      ...(tls.key && { key: tls.key }),
      ...(tls.servername && { servername: tls.servername }),
    };
    const proxy = credentials.proxyUrl ?? proxyOf(new URL(credentials.server), env);
    if (!proxy) return new Agent({ connect, pipelining: 1, keepAliveTimeout: 30_000 });
    if (!/^https?:/.test(proxy)) {
      throw new CodedError('CREDENTIALS', `proxy ${proxy}: expected an http or https URL`);
    }
    return new ProxyAgent({ uri: proxy, requestTls: connect, proxyTls: READ_AHEAD });
  }
}

/** Returns the proxy that the environment names for a URL, by the rules of Go's net/http ProxyFromEnvironment. */
export function proxyOf(url: URL, env: NodeJS.ProcessEnv): string | undefined {
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

function toResponse({ status, headers, body }: Answer): ApiResponse {
  const text = (name: string): string => String(headers[name] ?? '');
  return {
    status,
    contentType: text('content-type'),
    retryAfterMs: parseRetryAfter(text('retry-after'), Date.now()),
    body,
  };
}
