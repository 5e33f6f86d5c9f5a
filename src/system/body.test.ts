import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificates, hasOpenssl } from '../../test/support/certificates.ts';
import type { HttpClient, HttpResponse } from '../base/network.ts';
import { readWhole } from '../model/transport.ts';
import { openNetwork } from './network.ts';

/** Longer than a socket takes to hand on what another one of the same machine wrote. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

/** The part of the responses of both protocols that is used here. */
interface ServerResponse extends Writable {
  writeHead(status: number, headers: Record<string, string>): unknown;
  flushHeaders?(): void;
}

const anyServer = { ca: undefined, cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: false };
let connect: () => HttpClient;
let url = '';
let respond: (response: ServerResponse) => void;
let closed: Promise<void>;
const ends: (() => Promise<void> | void)[] = [];

function answer(_: unknown, response: ServerResponse): void {
  closed = new Promise((resolve) => response.once('close', resolve));
  respond(response);
}

async function listen(server: Server, scheme: string): Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/x?a=b`;
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Asks; resolves when the answer has begun, with the server's side of it. */
async function ask(signal = new AbortController().signal): Promise<{ answer: HttpResponse; response: ServerResponse }> {
  const client = connect();
  ends.push(() => client.destroy());
  const responding = new Promise<ServerResponse>((resolve) => {
    respond = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.flushHeaders?.();
      resolve(response);
    };
  });
  const answer = await client.send({ url, method: 'GET', headers: {}, signal });
  return { answer, response: await responding };
}

async function sendLines(response: ServerResponse, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    response.write(`${i}\n`);
    await new Promise(setImmediate);
  }
  await settle();
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join('');

const clients = ['undici', 'node', ...(hasOpenssl ? (['http2', 'plain http2'] as const) : [])] as const;
/** How far a server may send ahead of a reader where nothing but HTTP/2 bounds it. */
const windowBytes = 1 << 20;

describe.each(clients)('requests by %s', (protocol) => {
  beforeEach(async () => {
    const http2 = protocol.endsWith('http2');
    const network = openNetwork(
      protocol === 'undici' || protocol === 'http2' ? 'undici' : 'node',
      http2 ? { idleMs: 30_000, answerMs: 15_000 } : undefined,
    );
    connect = () => network.connect({ tls: anyServer, proxy: undefined, proxyCa: undefined });
    if (http2) await listen(createSecureServer(certificates().server, answer), 'https');
    else await listen(createServer(answer), 'http');
  });

  describe('a body', () => {
    it('gives what arrives, in order, to its end', async () => {
      const { answer, response } = await ask();
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/plain');
      void sendLines(response, 0, 50).then(() => response.end('end'));
      expect((await readWhole(answer.body)).toString()).toBe(`${lines(0, 50)}end`);
      expect((await readWhole(answer.body)).toString()).toBe('');
    });

    it('leaves what is not asked for in the kernel, and gives it in one go then', async () => {
      const { answer, response } = await ask();
      const reader = answer.body[Symbol.asyncIterator]();
      let [got, batches] = ['', 0];
      /** Takes what is there and asks for no more. */
      const drain = async (): Promise<void> => {
        do {
          const { value } = (await reader.next()) as { value: readonly Buffer[] };
          batches++;
          got += Buffer.concat(value).toString();
        } while (await answer.body.more());
      };
      for (let round = 0; round < 3; round++) {
        await sendLines(response, round * 100, round * 100 + 100);
        await drain();
        expect(got).toBe(lines(0, round * 100 + 100));
      }
      // After a rest: its first piece, what Node had read ahead, and all the rest.
      expect(batches).toBeLessThanOrEqual(30);
      response.end('end');
      await settle();
      expect(await answer.body.more()).toBe(true);
      expect(Buffer.concat((await reader.next()).value).toString()).toBe('end');
      expect(await answer.body.more()).toBe(true);
      expect((await reader.next()).done).toBe(true);
    });

    it('says that there is no more while nothing comes, and loses nothing by being asked', async () => {
      const { answer, response } = await ask();
      expect(await answer.body.more()).toBe(false);
      expect(await answer.body.more()).toBe(false);
      await sendLines(response, 0, 3);
      expect(await answer.body.more()).toBe(true);
      response.end();
      expect((await readWhole(answer.body)).toString()).toBe(lines(0, 3));
    });

    it('does not read ahead of a reader who takes its time', async () => {
      const { answer, response } = await ask();
      const [piece, count] = [Buffer.alloc(1 << 20, 'x'), 64];
      let sent = 0;
      // Called back when the kernel has it.
      const send = (): void => {
        if (sent++ < count) response.write(piece, send);
        else response.end();
      };
      send();
      let size = 0;
      for await (const pieces of answer.body) {
        if (size === 0) {
          await settle();
          expect(sent).toBeLessThan(count / 2);
        }
        const bytes = pieces.reduce((sum, p) => sum + p.length, 0);
        expect(bytes).toBeLessThanOrEqual(protocol === 'plain http2' ? windowBytes : 256 * 1024);
        size += bytes;
      }
      expect(size).toBe(count << 20);
    });

    it('says that it was cut, after what had arrived', async () => {
      const { answer, response } = await ask();
      const got: string[] = [];
      const read = (async () => {
        for await (const pieces of answer.body) got.push(Buffer.concat(pieces).toString());
      })();
      await sendLines(response, 0, 2);
      response.destroy();
      await expect(read).rejects.toMatchObject({ code: 'API_BODY_CUT' });
      expect(got.join('')).toBe(lines(0, 2));
    });

    it('closes the connection of a reader who leaves', async () => {
      const { answer, response } = await ask();
      response.write('x');
      for await (const _ of answer.body) break;
      await closed;
    });
  });

  describe('the signal', () => {
    it('ends a body that is waited for', async () => {
      const abort = new AbortController();
      const { answer } = await ask(abort.signal);
      const read = readWhole(answer.body);
      abort.abort(new Error('enough'));
      await expect(read).rejects.toMatchObject({ code: 'API_BODY_CUT', message: 'enough' });
      await closed;
    });

    it('ends a body that nobody asks, with what has arrived', async () => {
      const abort = new AbortController();
      const { answer, response } = await ask(abort.signal);
      await sendLines(response, 0, 2);
      abort.abort();
      await closed;
      expect(await answer.body.more()).toBe(true);
      await expect(readWhole(answer.body)).rejects.toMatchObject({ code: 'API_BODY_CUT' });
    });

    it('ends a request without an answer at once, and one that has not begun', async () => {
      const abort = new AbortController();
      const client = connect();
      ends.push(() => client.destroy());
      const arrived = new Promise<void>((resolve) => {
        respond = () => resolve();
      });
      const answer = client.send({ url, method: 'GET', headers: {}, signal: abort.signal });
      await arrived;
      abort.abort(new Error('enough'));
      await expect(answer).rejects.toThrow('enough');
      await closed;
      await expect(client.send({ url, method: 'GET', headers: {}, signal: abort.signal })).rejects.toThrow('enough');
      const [again, early] = [new AbortController(), connect()];
      ends.push(() => early.destroy());
      const connecting = early.send({ url, method: 'GET', headers: {}, signal: again.signal });
      again.abort(new Error('never mind'));
      await expect(connecting).rejects.toThrow('never mind');
    });
  });
});
