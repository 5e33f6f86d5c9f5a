import type { ServerOptions } from 'node:http';
import type { Http2SecureServer, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { ServerRequest, ServerResponse, ServerTls } from '../base/network.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { MAX_HEADERS } from './request-limits.ts';
import { secureOptions } from './server-tls.ts';

/** Streams of a connection at once: more than any scraper needs, and a bound for what one client can ask for. */
const MAX_STREAMS = 64;

/** The part of a server that listens which both protocols have. */
export interface ListeningServer {
  readonly server: Http2SecureServer;
  closeIdle(): void;
  cut(): void;
}

/** Limits of HTTP/1.1 connections; `keepAliveTimeout` holds for idle HTTP/2 connections too. */
export type ConnectionLimits = Pick<ServerOptions, 'requestTimeout' | 'headersTimeout' | 'keepAliveTimeout'>;

/**
 * Makes a server that speaks HTTP/2 and HTTP/1.1 over TLS. Streams of an HTTP/2 connection are answered side by
 * side; requests of HTTP/1.1 are left to the caller.
 */
export async function openHttp2Server(
  tls: ServerTls,
  limits: ConnectionLimits,
  onRequest: (request: ServerRequest, response: ServerResponse) => void,
): Promise<ListeningServer> {
  const { createSecureServer } = await import('node:http2');
  const server = createSecureServer({
    ...secureOptions(tls),
    allowHTTP1: true,
    http1Options: limits,
    maxHeaderListPairs: MAX_HEADERS,
    settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_HEADER_BYTES },
  } as Parameters<typeof createSecureServer>[0]);
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on('request', (request, response) => {
    // Its type lacks a function that it has.
    if (request.httpVersionMajor > 1) onRequest(request, response as unknown as ServerResponse);
  });
  server.on('session', (session) => {
    sessions.add(session);
    // A client that goes away is no news; its requests are closed.
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
    if (limits.keepAliveTimeout) session.setTimeout(limits.keepAliveTimeout, () => session.close());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    server,
    closeIdle: () => {
      for (const session of sessions) session.close();
      (server as { closeIdleConnections?: () => void }).closeIdleConnections?.();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
