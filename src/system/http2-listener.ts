import type { Http2SecureServer, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { ServerRequest, ServerResponse } from '../base/network.ts';

/** The part of a server that listens which both protocols have. */
export interface ListeningServer {
  readonly server: Http2SecureServer;
  closeIdle(): void;
  cut(): void;
}

/** Makes a server that speaks HTTP/2 and HTTP/1.1 over TLS, as API servers do. */
export async function openHttp2Server(
  tls: { readonly key: string; readonly cert: string },
  onRequest: (request: ServerRequest, response: ServerResponse) => void,
): Promise<ListeningServer> {
  const { createSecureServer } = await import('node:http2');
  const server = createSecureServer({ ...tls, allowHTTP1: true });
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on('request', (request, response) => {
    // Its type lacks a function that it has.
    onRequest(request, response as unknown as ServerResponse);
  });
  server.on('session', (session) => {
    sessions.add(session);
    // A client that goes away is no news; its requests are closed.
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    server,
    closeIdle: () => {
      for (const session of sessions) session.close();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
