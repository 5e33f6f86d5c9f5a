import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Listening, ListenPlace, Network } from '../base/network.ts';
import { bind } from './bind.ts';
import { limitConnections } from './connection-limit.ts';
import { drainBody, MAX_HEADER_BYTES, MAX_HEADERS, refuseRequest } from './request-limits.ts';
import { RequestQueue } from './request-queue.ts';
import { limitReadSize } from './small-reads.ts';

/** Begins to listen with Node's HTTP server. */
export async function listen(place: ListenPlace, onRequest: Parameters<Network['listen']>[1]): Promise<Listening> {
  const server = open(place);
  // Clients that half-close the connection (`nc`, some health checkers) still wait for the response.
  Object.assign(server, { httpAllowHalfOpen: true });
  limitConnections(server, place.maxConnections ?? Number.POSITIVE_INFINITY, place.onCrowded ?? (() => {}));
  server.maxHeadersCount = MAX_HEADERS + 1;
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    if (refuseRequest(request, response)) return;
    drainBody(request, response);
    onRequest(request, response);
  };
  const inTurn = new RequestQueue(begin, place.onOverflow);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => inTurn.take(request, response));
  await bind(server, place.host, place.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : place.port,
    renewTls: () => {},
    close: () => {
      inTurn.end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
    closeIdle: () => server.closeIdleConnections(),
    cut: () => server.closeAllConnections(),
  };
}

function open({ requestMs, headersMs, keepAliveMs, tls }: ListenPlace): Server {
  const limits = {
    requestTimeout: requestMs,
    headersTimeout: headersMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (tls) return createTlsServer({ ...limits, ...tls });
  const server = createServer(limits);
  limitReadSize(server);
  return server;
}
