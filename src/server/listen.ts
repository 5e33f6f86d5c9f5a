import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { startTimer } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import { RequestQueue } from './request-queue.ts';
import { readInSips } from './small-reads.ts';
import { LONGEST_MS, serverTimeouts, type TimeoutOptions } from './timeouts.ts';

export interface ListenOptions extends TimeoutOptions {
  readonly host: string;
  readonly port: number;
  /** For messages: the flags that set host and port. */
  readonly flag: string;
  /** Told of connections that are cut as too many requests wait on them. */
  readonly onOverflow?: () => void;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

export interface Listener {
  /** Address it listens on; the port is the real one if 0 was requested. */
  readonly port: number;
  /** Takes no new connections, lets answers end for up to `graceMs` and until `atOnce` resolves, then cuts them. */
  close(graceMs: number, atOnce?: Promise<void>): Promise<void>;
}

/** Begins to listen. Throws LISTEN, naming the flag, where that fails. */
export async function listen(
  options: ListenOptions,
  handler: Handler,
  onError: (error: unknown) => void,
): Promise<Listener> {
  const limits = serverTimeouts(options);
  const server = createServer({
    requestTimeout: limits.requestMs,
    headersTimeout: limits.headersMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: 1_000,
  });
  // Clients that half-close the connection (`nc`, some health checkers) still wait for the response.
  Object.assign(server, { httpAllowHalfOpen: true });
  readInSips(server);
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    limitWriting(response, limits.writeMs);
    void answer(handler, request, response).catch((error) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  };
  const inTurn = new RequestQueue(begin, options.onOverflow ?? (() => {}));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => inTurn.take(request, response));
  await open(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: (graceMs, atOnce) => {
      inTurn.end();
      return close(server, graceMs, atOnce);
    },
  };
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!URL.canParse(request.url ?? '/', 'http://localhost')) {
    response.writeHead(400).end();
    return;
  }
  await handler(request, response, new URL(request.url ?? '/', 'http://localhost'));
}

function limitWriting(response: ServerResponse, ms: number): void {
  if (ms <= 0) return;
  response.on(
    'close',
    startTimer(ms, () => response.destroy()),
  );
}

function open(server: Server, { host, port, flag }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      // Machines without IPv6 cannot bind `::`, which otherwise means every address of both kinds.
      if (host === '::' && (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')) {
        server.once('error', (e) => reject(e)).listen(port, '0.0.0.0', resolve);
      } else
        reject(new CodedError('LISTEN', `${flag}: cannot listen on ${host} port ${port}: ${errorText(error)}`, error));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

async function close(server: Server, graceMs: number, atOnce?: Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection is idle again after its answer; kept alive it would hold up the end.
  server.closeIdleConnections();
  const sweeper = setInterval(() => server.closeIdleConnections(), 50);
  const cut = (): void => server.closeAllConnections();
  const timer = setTimeout(cut, Math.min(graceMs, LONGEST_MS));
  void atOnce?.then(cut);
  await closed;
  clearInterval(sweeper);
  clearTimeout(timer);
}
