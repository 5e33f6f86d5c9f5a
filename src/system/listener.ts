import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TcpServer } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Listening, ListenPlace, Network, ServerTls } from '../base/network.ts';
import { openHttp2Server } from './http2-listener.ts';
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
  const inTurn = new RequestQueue(onRequest, place.onOverflow);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => inTurn.take(request, response));
  await bind(server, place);
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
  const inTurn = new RequestQueue(onRequest, place.onOverflow);
  const { server, closeIdle, cut } = await openHttp2Server(tls, limitsOf(place), inTurn, onRequest);
  const renewTls = admitClients(server, tls);
  await bind(server, place);
  const close = (): Promise<void> => {
    inTurn.end();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: portOf(server, place), renewTls, close, closeIdle, cut };
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
  };
}

function open(place: ListenPlace): Server {
  const limits = limitsOf(place);
  if (place.tls) return createTlsServer({ ...limits, ...secureOptions(place.tls) });
  const server = createServer(limits);
  limitReadSize(server);
  return server;
}

function bind(server: TcpServer, { host, port }: ListenPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      // Machines without IPv6 cannot bind `::`, which otherwise means every address of both kinds.
      if (host === '::' && (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')) {
        server.once('error', reject).listen(port, '0.0.0.0', resolve);
      } else reject(error);
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
