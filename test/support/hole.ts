import { connect, createServer, type Socket } from 'node:net';

/** A TCP forwarder whose connections can die without a word. */
export interface Hole {
  readonly port: number;
  /** What is open now stays open and carries nothing any more; new connections work. Returns their number. */
  swallow(): number;
  stop(): Promise<void>;
}

/** Starts a forwarder to a port of this machine. */
export async function startHole(upstream: number): Promise<Hole> {
  const open = new Map<Socket, { dead: boolean }>();
  const server = createServer((client) => {
    const state = { dead: false };
    open.set(client, state);
    const target = connect(upstream, '127.0.0.1');
    const end = (): void => {
      if (state.dead) return;
      client.destroy();
      target.destroy();
    };
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('data', (bytes) => state.dead || to.write(bytes));
      from.on('error', () => {});
      from.on('close', end);
    }
    client.on('close', () => open.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    swallow: () => {
      for (const state of open.values()) state.dead = true;
      return open.size;
    },
    stop: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of open.keys()) client.destroy();
      return closed;
    },
  };
}
