import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

interface Connection {
  readonly socket: Socket;
  /** Requests under way. */
  requests: number;
}

/**
 * Bounds the connections of a server, TLS handshakes included: beyond `most`, the one that has been idle for longest makes room, so that
 * probes and scrapes are answered however many others lie idle. Where none is idle the new one is closed. Node alone closes the new one.
 */
export function limitConnections(server: Server, most: number, onClose: () => void): void {
  /** Both in the order in which they became so. Addresses tell connections apart: TLS puts another socket in place of the first. */
  const idle = new Map<string, Connection>();
  const busy = new Map<string, Connection>();
  const drop = (): void => {
    const [oldest] = idle.values();
    oldest?.socket.destroy();
    onClose();
  };
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    idle.set(key, { socket, requests: 0 });
    socket.once('close', () => {
      idle.delete(key);
      busy.delete(key);
    });
    if (idle.size + busy.size > most) drop();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const key = keyOf(socket);
    const connection = idle.get(key) ?? busy.get(key);
    if (!connection) return;
    connection.requests++;
    idle.delete(key);
    busy.set(key, connection);
    response.once('close', () => {
      if (--connection.requests > 0 || !busy.delete(key)) return;
      idle.set(key, connection);
    });
  });
}

function keyOf({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress} ${remotePort}`;
}
