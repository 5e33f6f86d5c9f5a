import { connect, type Socket } from 'node:net';

/** Answer to bytes that were sent: all that came, and whether the server closed the connection. */
export interface RawAnswer {
  readonly text: string;
  readonly closed: boolean;
  /** Status of each response. */
  readonly statuses: readonly number[];
}

/** Sends bytes on a connection of its own, and reads until the server closes it or `patienceMs` have passed. */
export function sendRaw(port: number, bytes: string | Buffer, patienceMs = 1_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ text, closed, statuses: [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((m) => Number(m[1])) });
    };
    const timer = setTimeout(() => end(false), patienceMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('end', () => end(true));
    socket.once('error', () => end(true));
    socket.once('close', () => end(true));
    socket.write(bytes);
  });
}

/** Opens `count` connections and writes the same bytes to each; resolves when all are open. */
export function openMany(port: number, count: number, bytes: string): Promise<readonly Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
      if (bytes !== '' && !socket.destroyed) socket.write(bytes);
      return socket;
    }),
  );
}
