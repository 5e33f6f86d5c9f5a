import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TcpServer } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Listening, ListenPlace, Network, ServerTls } from '../base/network.ts';
import { bind } from './bind.ts';
import { limitConnections } from './connection-limit.ts';
import { openHttp2Server } from './http2-listener.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { drainBody, MAX_HEADERS, refuseRequest } from './request-limits.ts';
import { RequestQueue } from './request-queue.ts';
import { admitClients, secureOptions } from './server-tls.ts';
import { limitReadSize } from './small-reads.ts';

/** Begins to listen with Node's HTTP server. */
export async function listen(place: ListenPlace, onRequest: Parameters<Network['listen']>[1]): Promise<Listening> {
  if (place.tls?.http2) return listenHttp2(place, place.tls, onRequest);
  const server = open(place);
  const renewTls = place.tls ? admitClients(server as Server & TlsServer, place.tls) : () => {};
  // Clients that half-close the connection (`nc`, some health checkers) still wait for the response.
  Object.assign(server, { httpAllowHalfOpen: true });
  const inTurn = limited(server, place, onRequest);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => inTurn.take(request, response));
  await bind(server, place.host, place.port);
  return {
    port: portOf(server, place),
    renewTls,
    close: () => {
      inTurn.end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
    closeIdle: () => server.closeIdleConnections(),
    cut: () => server.closeAllConnections(),
  };
}

/** Begins to listen for HTTP/2 and HTTP/1.1. */
async function listenHttp2(
  place: ListenPlace,
  tls: ServerTls,
  onRequest: Parameters<Network['listen']>[1],
): Promise<Listening> {
  const { server, closeIdle, cut } = await openHttp2Server(tls, limitsOf(place), onRequest);
  const inTurn = limited(server, place, onRequest);
  server.on('request', (request, response) => {
    if (request.httpVersionMajor === 1)
      inTurn.take(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  const renewTls = admitClients(server, tls);
  await bind(server, place.host, place.port);
  const close = (): Promise<void> => {
    inTurn.end();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: portOf(server, place), renewTls, close, closeIdle, cut };
}

/** Limits the connections of a server; its HTTP/1.1 requests go through the queue that this returns, within their limits. */
function limited(server: TcpServer, place: ListenPlace, onRequest: Parameters<Network['listen']>[1]): RequestQueue {
  limitConnections(server, place.maxConnections ?? Number.POSITIVE_INFINITY, place.onCrowded ?? (() => {}));
  Object.assign(server, { maxHeadersCount: MAX_HEADERS + 1 });
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    if (refuseRequest(request, response)) return;
    drainBody(request, response);
    onRequest(request, response);
  };
  return new RequestQueue(begin, place.onOverflow);
}

function portOf(server: TcpServer, place: ListenPlace): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : place.port;
}

function limitsOf({ requestMs, headersMs, keepAliveMs }: ListenPlace) {
  return {
    requestTimeout: requestMs,
    headersTimeout: headersMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
}

function open(place: ListenPlace): Server {
  const limits = limitsOf(place);
  if (place.tls) return createTlsServer({ ...limits, ...secureOptions(place.tls) });
  const server = createServer(limits);
  limitReadSize(server);
  return server;
}
