import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { certificates, hasOpenssl } from '../../test/support/certificates.ts';
import { startHole } from '../../test/support/hole.ts';
import type { HttpClient, HttpResponse } from '../base/network.ts';
import { readWhole } from '../model/transport.ts';
import { openNetwork } from './network.ts';

const never = new AbortController().signal;
const settle = (ms = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

type Respond = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

interface Running {
  readonly server: Http2SecureServer;
  readonly sessions: ServerHttp2Session[];
  readonly port: number;
  ask(path?: string, options?: { signal?: AbortSignal; body?: string }): Promise<HttpResponse>;
  readonly client: HttpClient;
}

async function start(
  respond: Respond,
  options: SecureServerOptions = {},
  times = { idleMs: 30_000, answerMs: 15_000 },
) {
  const server = createSecureServer({ ...certificates().server, ...options }, respond);
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  const port = await listen(server);
  return { server, sessions, port, ...open(port, times) } satisfies Running;
}

function open(port: number, times: { idleMs: number; answerMs: number } | undefined): Pick<Running, 'ask' | 'client'> {
  const { intermediate } = certificates();
  const tls = { ca: [intermediate], cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: true };
  const client = openNetwork('undici', times).connect({ tls, proxy: undefined, proxyCa: undefined });
  ends.push(() => client.destroy());
  const ask: Running['ask'] = (path = '/', { signal = never, body } = {}) =>
    client.send({
      url: `https://127.0.0.1:${port}${path}`,
      method: body === undefined ? 'GET' : 'PUT',
      headers: { accept: 'text/plain', 'x-many': ['a', 'b'] },
      signal,
      ...(body !== undefined && { body }),
    });
  return { ask, client };
}

const text = async (asked: Promise<HttpResponse>): Promise<string> => (await readWhole((await asked).body)).toString();
const echo: Respond = (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => response.end(`${request.method} ${request.url} ${Buffer.concat(pieces)}`));
};

describe.skipIf(!hasOpenssl)('requests by HTTP/2', () => {
  it('share one connection, which they begin together', async () => {
    const { ask, sessions } = await start(echo);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((i) => text(ask(`/a?${i}`))));
    expect(answers).toEqual([1, 2, 3, 4, 5].map((i) => `GET /a?${i} `));
    expect(await text(ask('/b', { body: 'größer' }))).toBe('PUT /b größer');
    expect(sessions).toHaveLength(1);
  });

  it('carry what HTTP/1.1 does: head, headers that repeat, large headers', async () => {
    const { ask } = await start((request, response) => {
      response.writeHead(418, { 'x-got': `${request.headers['x-many']}`, 'x-large': 'x'.repeat(50_000) }).end();
    });
    const { status, headers } = await ask();
    expect(status).toBe(418);
    expect(headers['x-got']).toBe('a, b');
    expect(String(headers['x-large'])).toHaveLength(50_000);
  });

  it('take a second connection where the server allows no more on the first', async () => {
    const waiting: Http2ServerResponse[] = [];
    const { ask, sessions } = await start((_, response) => waiting.push(response), {
      settings: { maxConcurrentStreams: 2 },
    });
    const answers = [1, 2, 3, 4, 5].map(() => text(ask()));
    await expect.poll(() => waiting.length).toBe(5);
    expect(sessions).toHaveLength(3);
    for (const response of waiting) response.end('x');
    expect(await Promise.all(answers)).toEqual(['x', 'x', 'x', 'x', 'x']);
  });

  it('say so where the server allows none', async () => {
    const { ask } = await start(echo, { settings: { maxConcurrentStreams: 0 } });
    await expect(ask()).rejects.toThrow('allows no HTTP/2 requests');
  });

  it('go to another connection after a GOAWAY, while those under way end on the old one', async () => {
    const streams: Http2ServerResponse[] = [];
    const { ask, sessions } = await start((_, response) => {
      response.write('begin ');
      streams.push(response);
    });
    const watch = await ask();
    sessions[0]!.goaway();
    await settle();
    const second = await ask();
    expect(sessions).toHaveLength(2);
    for (const response of streams) response.end('end');
    expect((await readWhole(watch.body)).toString()).toBe('begin end');
    expect((await readWhole(second.body)).toString()).toBe('begin end');
  });

  it('are sent again where the server has refused to look at them, a few times', async () => {
    let asked = 0;
    const { ask } = await start((request, response) => {
      if (++asked < 3 || request.url === '/never') response.stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else response.end('at last');
    });
    expect(await text(ask())).toBe('at last');
    asked = 0;
    await expect(ask('/never')).rejects.toThrow('REFUSED_STREAM');
    expect(asked).toBe(3);
  });

  it('end with the reason when their connection ends', async () => {
    const { ask, sessions, port } = await start((request, response) => {
      if (request.url === '/open') response.write('x');
    });
    const body = readWhole((await ask('/open')).body);
    const head = ask('/silent');
    await settle();
    sessions[0]!.destroy();
    await expect(body).rejects.toMatchObject({ code: 'API_BODY_CUT' });
    await expect(head).rejects.toThrow(/closed/);
    expect(port).toBeGreaterThan(0);
  });

  it('leave others be whose reader is slow', async () => {
    const { ask } = await start((request, response) => {
      if (request.url === '/small') response.end('small');
      else {
        const more = (): void => void (response.write(Buffer.alloc(1 << 16, 'x')) && setImmediate(more));
        response.on('drain', more);
        more();
      }
    });
    const slow = await Promise.all([1, 2, 3].map(() => ask('/large')));
    const readers = slow.map(({ body }) => body[Symbol.asyncIterator]());
    for (const reader of readers) await reader.next();
    // Nobody reads on: what the windows allow fills up.
    await settle(200);
    for (let i = 0; i < 20; i++) expect(await text(ask('/small'))).toBe('small');
    for (const reader of readers) await reader.return?.(undefined);
  });

  it('are read together after a rest, and at once when something else is asked', async () => {
    let watch: Http2ServerResponse | undefined;
    const { ask } = await start((request, response) => {
      response.write('first');
      if (request.url === '/watch') watch = response;
      else response.end();
    });
    const { body } = await ask('/watch');
    const reader = body[Symbol.asyncIterator]();
    const next = async (): Promise<string> => Buffer.concat((await reader.next()).value ?? []).toString();
    expect(await next()).toBe('first');
    expect(await body.more()).toBe(false);
    watch!.write('second');
    expect(await text(ask('/other'))).toBe('first');
    expect(await next()).toBe('second');
  });

  it('fail when the server answers no PING, also where it takes new connections', async () => {
    const { port } = await start((_, response) => response.write('x'));
    const hole = await startHole(port);
    ends.push(() => hole.stop());
    const { ask } = open(hole.port, { idleMs: 100, answerMs: 200 });
    const watch = await ask();
    await settle(500);
    hole.swallow();
    await expect(readWhole(watch.body)).rejects.toThrow('no answer to an HTTP/2 PING within 0.2 s');
    expect((await ask()).status).toBe(200);
  });

  it('take another connection after one of them got no answer in time, before the verdict on the first', async () => {
    const { port } = await start((_, response) => response.write('x'));
    const hole = await startHole(port);
    ends.push(() => hole.stop());
    const { ask } = open(hole.port, { idleMs: 3_600_000, answerMs: 3_600_000 });
    const watch = await ask();
    await settle();
    hole.swallow();
    await expect(ask('/', { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    expect((await ask()).status).toBe(200);
    watch.abort(new Error('enough'));
  });

  it('are by HTTP/1.1 where the server speaks nothing else, on the connection that showed it, and where it is switched off', async () => {
    let connections = 0;
    const server = createTlsServer(certificates().server, (request, response) => {
      response.end(`HTTP/${request.httpVersion}`);
    });
    server.on('secureConnection', () => connections++);
    const { ask } = open(await listen(server), { idleMs: 30_000, answerMs: 15_000 });
    expect(await text(ask())).toBe('HTTP/1.1');
    await settle();
    expect(await text(ask())).toBe('HTTP/1.1');
    expect(connections).toBe(1);
    const both = createSecureServer({ ...certificates().server, allowHTTP1: true }, (request, response) => {
      response.end(`HTTP/${request.httpVersion}`);
    });
    const port = await listen(both);
    expect(await text(open(port, { idleMs: 30_000, answerMs: 15_000 }).ask())).toBe('HTTP/2.0');
    expect(await text(open(port, undefined).ask())).toBe('HTTP/1.1');
  });

  it('end at destroy while their connection is being made', async () => {
    const server = createTcpServer(() => {});
    const { ask, client } = open(await listen(server), { idleMs: 30_000, answerMs: 15_000 });
    const asked = ask();
    await settle();
    await client.destroy();
    await expect(asked).rejects.toThrow('closed');
  });

  it('take no more requests once closed, and end at destroy', async () => {
    let response: Http2ServerResponse | undefined;
    const { ask, client } = await start((_, answer) => {
      answer.write('x');
      response = answer;
    });
    const { body } = await ask();
    const [first, second] = [readWhole(body), ask().then((watch) => readWhole(watch.body))];
    await expect.poll(() => response).toBeDefined();
    await settle();
    client.close();
    await expect(ask()).rejects.toThrow('closed');
    await client.destroy();
    await expect(first).rejects.toMatchObject({ code: 'API_BODY_CUT', message: 'the connections are closed' });
    await expect(second).rejects.toMatchObject({ code: 'API_BODY_CUT' });
  });
});
