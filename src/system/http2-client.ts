import type { HttpClient, HttpRequest, HttpResponse } from '../base/network.ts';
import type { Dialer } from './dialer.ts';
import type { Http1Client } from './http1-client.ts';
import { Http2Connection, Unprocessed } from './http2-connection.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import type { LivenessTimes } from './liveness.ts';
import { ReadGate, readHandleOf } from './read-gate.ts';
import { reasonOf } from './reason.ts';
import { targetOf } from './target.ts';

/** How far a server may send ahead of the reader: bytes of one response, and of all. */
const STREAM_WINDOW_BYTES = 1 << 20;
const CONNECTION_WINDOW_BYTES = 16 << 20;
const SESSION = {
  settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES, maxHeaderListSize: MAX_HEADER_BYTES },
  maxHeaderListPairs: 2_000,
  maxSessionMemory: 64,
} as const;
/** A server that refuses a request without looking at it is asked so often. */
const ATTEMPTS = 3;

/** Settings of a client that speaks HTTP/2. */
export interface Http2Options {
  readonly times: LivenessTimes;
  /** Leave what nobody wants in the kernel, by the handle of the socket. */
  readonly gated: boolean;
}

/**
 * Opens a client of https servers that speaks HTTP/2 where the server does: all requests share one connection, as in client-go, and
 * a second one is opened when the server allows no more requests on the first. Other servers are left to `classic`, which gets the
 * connection that showed it.
 */
export function connectHttp2(dialer: Dialer, options: Http2Options, classic: Http1Client): HttpClient {
  return new Http2Client(dialer, options, classic);
}

class Http2Client implements HttpClient {
  private readonly dialer: Dialer;
  private readonly times: LivenessTimes;
  private readonly gated: boolean;
  private readonly classic: Http1Client;
  private readonly connections = new Set<Http2Connection>();
  /** A connection is being made. */
  private dialing: Promise<void> | undefined;
  /** The server does not speak HTTP/2. */
  private plain = false;
  private over: Error | undefined;

  constructor(dialer: Dialer, { times, gated }: Http2Options, classic: Http1Client) {
    this.dialer = dialer;
    this.times = times;
    this.gated = gated;
    this.classic = classic;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    for (let refusals = 0; ; ) {
      if (request.signal.aborted) throw reasonOf(request.signal);
      // Taken and used in one go, so that as many requests begin as there is room for.
      const connection = this.free();
      if (!connection) {
        if (this.plain) return this.sendPlain(request);
        await unlessAborted(request.signal, this.dialed(request.url));
        continue;
      }
      try {
        return await connection.send(request);
      } catch (error) {
        if (!(error instanceof Unprocessed) || ++refusals === ATTEMPTS) throw error;
      }
    }
  }

  close(): void {
    this.over = new Error('the connections are closed');
    for (const connection of [...this.connections]) connection.close();
    this.classic.close();
  }

  async destroy(): Promise<void> {
    this.over = new Error('the connections are closed');
    for (const connection of [...this.connections]) connection.die(this.over);
    await this.classic.destroy();
  }

  private async sendPlain(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.classic.send(request);
    } catch (error) {
      // The next server at this place may speak HTTP/2.
      this.plain = false;
      throw error;
    }
  }

  private free(): Http2Connection | undefined {
    if (this.over) throw this.over;
    for (const connection of this.connections) if (connection.free) return connection;
    return undefined;
  }

  /** Resolves when there is another connection, or the server is known not to speak HTTP/2. */
  private dialed(url: string): Promise<void> {
    this.dialing ??= this.dial(url).finally(() => {
      this.dialing = undefined;
    });
    return this.dialing;
  }

  private async dial(url: string): Promise<void> {
    const [http2, socket] = await Promise.all([
      import('node:http2'),
      this.dialer.dial(targetOf(new URL(url)), ['h2', 'http/1.1']),
    ]);
    if (this.over) {
      socket.destroy();
      throw this.over;
    }
    if ((socket as { alpnProtocol?: unknown }).alpnProtocol !== 'h2') {
      this.plain = true;
      this.classic.give(socket);
      return;
    }
    const session = http2.connect(url, { createConnection: () => socket, ...SESSION });
    const gate = new ReadGate(this.gated ? readHandleOf(socket) : undefined);
    const connection = new Http2Connection(session, gate, this.times, () => this.connections.delete(connection));
    this.connections.add(connection);
    await connection.settled;
    if (connection.fault) throw connection.fault;
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  }
}

/** Rejects with the signal's reason as soon as it is aborted; the work goes on for others. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reasonOf(signal));
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
