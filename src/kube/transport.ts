import type { Clock } from '../base/clock.ts';
import { CodedError, connectionFault } from '../base/errors.ts';
import type { HttpClient, HttpResponse, Network } from '../base/network.ts';
import type { ApiRequest, ApiResponse, ApiWrite, Transport } from '../model/transport.ts';
import type { CredentialSource } from './credentials.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { Credentials } from './session.ts';
import { expired, VersionEpochs } from './version-epochs.ts';

export { proxyOf } from './proxy.ts';

/** After new credentials were refused too, no request is sent twice for this long: those to come have new ones anyway. */
const IN_VAIN_MS = 60_000;

export interface TransportOptions {
  readonly credentials: CredentialSource;
  readonly userAgent: string;
  readonly network: Network;
  readonly clock: Clock;
}

/**
 * A transport over HTTP/1.1: each request a connection of its own while it lasts, as watches last long. It looks for changes of the
 * credentials until it is closed; where they change for others, requests under way are cut, so that nothing lives on by the old ones.
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
  /** Whether the request may be sent to the cluster of these credentials; absent: to any. */
  readonly permits?: (by: Credentials) => boolean;
}

interface Connected {
  readonly by: Credentials;
  readonly client: HttpClient;
}

class HttpTransport implements Transport {
  private readonly options: TransportOptions;
  private readonly epochs = new VersionEpochs();
  private readonly unwatch: () => void;
  /** When new credentials were last refused as those before them. */
  private renewedInVainAt = -Infinity;
  private connected: Connected | undefined;

  constructor(options: TransportOptions) {
    this.options = options;
    this.unwatch = options.credentials.watch(() => this.cut());
  }

  get({ path, query, accept, signal }: ApiRequest): Promise<ApiResponse> {
    const text = new URLSearchParams(query).toString();
    const permits = (by: Credentials): boolean => this.epochs.permits(path, query, by.clusterEpoch);
    return this.ask({ path: `${path}${text && `?${text}`}`, method: 'GET', headers: { accept }, signal, permits });
  }

  send({ method, path, body, signal }: ApiWrite): Promise<ApiResponse> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    return this.ask({ path, method, headers, body, signal });
  }

  async close(): Promise<void> {
    this.unwatch();
    this.options.credentials.close();
    await this.connected?.client.destroy();
  }

  private async ask(wanted: Asked): Promise<ApiResponse> {
    const { credentials, clock } = this.options;
    const used = await unless(wanted.signal, credentials.current());
    const answer = await this.askOnce(wanted, used);
    if (answer.status !== 401) return this.toResponse(answer);
    // A token may have been rotated or have expired: once more, where there is a new one and new ones were of use of late.
    credentials.refuse(used);
    if (clock.now() - this.renewedInVainAt < IN_VAIN_MS) return this.toResponse(answer);
    const renewed = await unless(wanted.signal, credentials.current()).catch(() => used);
    if (isSame(renewed, used)) return this.toResponse(answer);
    answer.abort(new Error('the request is retried with other credentials'));
    const second = await this.askOnce(wanted, renewed);
    this.renewedInVainAt = second.status === 401 ? clock.now() : -Infinity;
    return this.toResponse(second);
  }

  private async askOnce({ path, headers: own, permits, ...asked }: Asked, by: Credentials): Promise<HttpResponse> {
    if (permits && !permits(by)) return expired();
    const headers = { ...by.headers, ...own, 'user-agent': this.options.userAgent };
    try {
      return await this.connect(by).send({ ...asked, url: `${by.server}${path}`, headers });
    } catch (error) {
      throw new CodedError('API_UNREACHABLE', `${by.server}: ${connectionFault(error)}`, error);
    }
  }

  /** The connections by these credentials; new ones when server, proxy or certificates have changed. */
  private connect(by: Credentials): HttpClient {
    const before = this.connected;
    if (before && before.by.tls === by.tls && before.by.server === by.server && before.by.proxy === by.proxy) {
      return before.client;
    }
    const { tls, proxy, proxyCa } = by;
    this.connected = { by, client: this.options.network.connect({ tls, proxy, proxyCa }) };
    // A new CA concerns new connections only; another certificate is another identity, as in client-go.
    if (before && before.by.tls.cert === tls.cert) before.client.close();
    else void before?.client.destroy();
    return this.connected.client;
  }

  private cut(): void {
    void this.connected?.client.destroy();
    this.connected = undefined;
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

/** Waits for a promise unless a signal is aborted before; rejects with its reason then. A plugin may take long. */
function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function isSame(a: Credentials, b: Credentials): boolean {
  return a.server === b.server && a.tls === b.tls && JSON.stringify(a.headers) === JSON.stringify(b.headers);
}
