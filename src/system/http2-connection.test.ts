import { connect, createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Http2Connection } from './http2-connection.ts';
import { ReadGate } from './read-gate.ts';

it('a connection that is destroyed is not asked whether it is alive before it says that it is closed', async () => {
  const server = createServer();
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => sessions.push(session));
  const requested = new Promise((resolve) => server.once('stream', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session = connect(url);
  const times = { idleMs: 60_000, answerMs: 60_000 };
  const connection = new Http2Connection(session, new ReadGate(undefined), times, () => {});
  await connection.settled;
  const giveUp = new AbortController();
  const request = { url, method: 'GET', headers: {}, signal: giveUp.signal } as const;
  const response = connection.send(request);
  await requested;
  session.destroy();
  // What is thrown by a listener of a signal ends the process: Vitest reports it.
  giveUp.abort();
  await expect(response).rejects.toThrow();
  for (const each of sessions) each.destroy();
  await new Promise((resolve) => server.close(resolve));
});
