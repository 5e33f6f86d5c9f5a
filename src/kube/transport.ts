import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { CodedError, errorText } from '../base/errors.ts';
import type { ApiRequest, ApiResponse, ApiWrite, Transport } from '../model/transport.ts';
import type { CredentialSource, TlsOptions } from './credentials.ts';

/** What is read of an answer before it is asked for: a watch is read from a few times a second only. */
const READ_AHEAD_BYTES = 128 * 1024;

export interface TransportOptions {
  readonly credentials: CredentialSource;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
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
    const answer = await this.askOnce(wanted);
    // A token may have been rotated or have expired: once more with a new one.
    if (answer.statusCode !== 401) return toResponse(answer);
    this.options.credentials.renew();
    await answer.body.dump();
    return toResponse(await this.askOnce(wanted));
  }

  private async askOnce({ path, method, headers: own, body, signal }: Asked): Promise<Dispatcher.ResponseData> {
    const { credentials, userAgent } = this.options;
    const { headers, tls } = await credentials.current();
    try {
      return await request(`${credentials.server}${path}`, {
        method,
        dispatcher: this.dispatch(tls),
        headers: { ...headers, ...own, 'user-agent': userAgent },
        ...(body !== undefined && { body }),
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
        highWaterMark: READ_AHEAD_BYTES,
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
    return new ProxyAgent({ uri: proxy, requestTls: connect });
  }
}

/** The proxy that the environment names for a URL, by the rules of Go's net/http ProxyFromEnvironment. */
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

function toResponse(answer: Dispatcher.ResponseData): ApiResponse {
  const text = (name: string): string => String(answer.headers[name] ?? '');
  const retryAfter = Number.parseFloat(text('retry-after'));
  return {
    status: answer.statusCode,
    contentType: text('content-type'),
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
    body: chunks(answer.body),
  };
}

async function* chunks(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw new CodedError('API_BODY_CUT', describe(error), error);
  }
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause ? `: ${errorText(error.cause)}` : '';
  const code = (error as { code?: string }).code;
  return `${errorText(error) || code || 'connection failed'}${cause}`;
}
