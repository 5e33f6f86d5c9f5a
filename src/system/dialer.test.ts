import { createServer } from 'node:http';
import { createSecureServer, type SecureServerOptions } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { certificates, hasOpenssl } from '../../test/support/certificates.ts';
import { httpProxy, socksProxy, type TestProxy } from '../../test/support/proxy.ts';
import type { ConnectOptions } from '../base/network.ts';
import { readWhole } from '../model/transport.ts';
import { openNetwork } from './network.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const plainServer = (): Server =>
  createServer({ maxHeaderSize: 100_000 }, ({ url, httpVersion, headers }, response) => {
    response.writeHead(200, { 'x-large': 'x'.repeat(20_000) }).end(`${httpVersion} ${url} ${headers.host}`);
  });
const tlsServer = (more: SecureServerOptions = {}): Server =>
  createSecureServer({ ...certificates().server, allowHTTP1: true, ...more }, ({ url, httpVersion }, response) => {
    response.end(`${httpVersion} ${url}`);
  });

type Protocol = 'undici' | 'node' | 'http2';
const liveness = { idleMs: 30_000, answerMs: 15_000 };

interface Way extends Partial<Pick<ConnectOptions, 'proxy' | 'proxyCa'>> {
  readonly tls?: Partial<ConnectOptions['tls']>;
}

async function ask(protocol: Protocol, url: string, { tls, proxy, proxyCa }: Way = {}): Promise<string> {
  const network = openNetwork(protocol === 'node' ? 'node' : 'undici', protocol === 'http2' ? liveness : undefined);
  const ca = hasOpenssl ? [certificates().intermediate] : undefined;
  const server = { ca, cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: true, ...tls };
  const client = network.connect({ tls: server, proxy, proxyCa });
  ends.push(() => client.destroy());
  const { body } = await client.send({ url, method: 'GET', headers: {}, signal: AbortSignal.timeout(5_000) });
  return (await readWhole(body)).toString();
}

async function open({ server, asked }: TestProxy, scheme: string, credentials = '') {
  const port = await listen(server);
  return {
    asked,
    proxy: `${scheme}://${credentials && `${credentials}@`}127.0.0.1:${port}`,
    bare: `${scheme}://127.0.0.1:${port}`,
  };
}

const basic = `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`;

describe.each(['undici', 'node'] as const)('plain HTTP by %s', (protocol) => {
  it('has large headers, as Go takes them', async () => {
    const port = await listen(plainServer());
    expect(await ask(protocol, `http://127.0.0.1:${port}/a?b`)).toBe(`1.1 /a?b 127.0.0.1:${port}`);
  });

  it('goes to an HTTP proxy with whole URLs and credentials', async () => {
    const port = await listen(plainServer());
    const { proxy, asked } = await open(httpProxy(), 'http', 'us%40er:p%3Ass');
    expect(await ask(protocol, `http://api.test:${port}/a?b`, { proxy })).toBe(`1.1 /a?b api.test:${port}`);
    expect(asked).toEqual([`GET http://api.test:${port}/a?b ${basic} api.test:${port}`]);
  });

  it.each(['socks5', 'socks5h'])('goes through a %s proxy, which resolves names', async (scheme) => {
    const port = await listen(plainServer());
    const { proxy, asked } = await open(socksProxy(), scheme);
    expect(await ask(protocol, `http://api.test:${port}/x`, { proxy })).toContain('1.1 /x');
    expect(await ask(protocol, `http://10.1.2.3:${port}/x`, { proxy })).toContain('1.1 /x');
    expect(await ask(protocol, `http://[fd00::1:2]:${port}/x`, { proxy })).toContain('1.1 /x');
    const addresses = ['api.test', '0a010203', `fd00${'0'.repeat(20)}00010002`];
    expect(asked).toEqual(addresses.map((address) => `${address}:${port}`));
  });

  it('names a proxy that refuses, and not its password', async () => {
    const closed = await open(socksProxy(), 'socks5');
    await ends.pop()?.();
    await expect(ask(protocol, 'http://api.test/x', { proxy: closed.proxy })).rejects.toThrow(
      `proxy ${closed.bare}: connect ECONNREFUSED`,
    );
    const refusing = await open(socksProxy(undefined, 2), 'socks5');
    await expect(ask(protocol, 'http://api.test/x', { proxy: refusing.proxy })).rejects.toThrow(
      `proxy ${refusing.bare}: connection to api.test:80: connection not allowed by the ruleset`,
    );
    const other = await open(
      { server: createTcpServer((s) => s.end('HTTP/1.1 400 Bad\r\n\r\n')), asked: [] },
      'socks5',
    );
    await expect(ask(protocol, 'http://api.test/x', { proxy: other.proxy })).rejects.toThrow('does not speak SOCKS5');
  });

  it('gives user and password to a SOCKS5 proxy', async () => {
    const port = await listen(plainServer());
    const { proxy, asked } = await open(socksProxy('us@er:p:ss'), 'socks5', 'us%40er:p%3Ass');
    expect(await ask(protocol, `http://api.test:${port}/x`, { proxy })).toContain('1.1 /x');
    expect(asked[0]).toBe('us@er:p:ss');
    const wrong = await open(socksProxy('us@er:other'), 'socks5', 'us%40er:p%3Ass');
    const failure = ask(protocol, `http://api.test:${port}/x`, { proxy: wrong.proxy });
    await expect(failure).rejects.toThrow(`proxy ${wrong.bare}: it refuses user and password`);
    const none = await open(socksProxy('us@er:other'), 'socks5');
    await expect(ask(protocol, 'http://api.test/x', { proxy: none.proxy })).rejects.toThrow('it wants authentication');
  });
});

describe.skipIf(!hasOpenssl).each(['undici', 'node', 'http2'] as const)('TLS by %s', (protocol) => {
  const version = protocol === 'http2' ? '2.0' : '1.1';

  it('trusts an intermediate CA, and no others', async () => {
    const url = `https://127.0.0.1:${await listen(tlsServer())}/x`;
    expect(await ask(protocol, url)).toBe(`${version} /x`);
    expect(await ask(protocol, url, { tls: { ca: ['# a comment\n', certificates().root] } })).toBe(`${version} /x`);
    await expect(ask(protocol, url, { tls: { ca: undefined } })).rejects.toThrow();
    expect(await ask(protocol, url, { tls: { ca: undefined, rejectUnauthorized: false } })).toBe(`${version} /x`);
  });

  it('checks the name of the server, or the one that it is told', async () => {
    const port = await listen(tlsServer());
    const { proxy } = await open(socksProxy(), 'socks5');
    expect(await ask(protocol, `https://api.test:${port}/x`, { proxy })).toBe(`${version} /x`);
    await expect(ask(protocol, `https://other.test:${port}/x`, { proxy })).rejects.toThrow('other.test');
    const url = `https://127.0.0.1:${port}/x`;
    expect(await ask(protocol, url, { tls: { servername: 'api.test' } })).toBe(`${version} /x`);
    await expect(ask(protocol, url, { tls: { servername: '10.0.0.1' } })).rejects.toThrow('10.0.0.1');
  });

  it('goes through proxies by CONNECT, over TLS as well, with credentials', async () => {
    const url = `https://api.test:${await listen(tlsServer())}/x`;
    const host = new URL(url).host;
    const plain = await open(httpProxy(), 'http', 'us%40er:p%3Ass');
    expect(await ask(protocol, url, { proxy: plain.proxy })).toBe(`${version} /x`);
    expect(plain.asked).toEqual([`CONNECT ${host} ${basic} ${host}`]);
    const secure = await open(httpProxy(certificates().server), 'https', 'user:');
    expect(await ask(protocol, url, { proxy: secure.proxy, proxyCa: [certificates().intermediate] })).toBe(
      `${version} /x`,
    );
    expect(secure.asked[0]).toContain(`Basic ${Buffer.from('user:').toString('base64')}`);
    await expect(ask(protocol, url, { proxy: secure.proxy })).rejects.toThrow(`proxy ${secure.bare}: `);
  });

  it('says what a proxy answered, without its password', async () => {
    const { proxy, bare } = await open(httpProxy(undefined, '407 Proxy Authentication Required'), 'http', 'me:secret');
    const failure = await ask(protocol, 'https://api.test/x', { proxy }).catch((error: unknown) => error);
    expect(String(failure)).toContain(`proxy ${bare}: CONNECT api.test:443 was answered with 407 Proxy Authentication`);
    expect(String(failure)).not.toContain('secret');
  });

  it('shows a client certificate, and names one that cannot be used', async () => {
    const { cert, key } = certificates().server;
    const asks = tlsServer({ requestCert: true, rejectUnauthorized: true, ca: certificates().root });
    const url = `https://127.0.0.1:${await listen(asks)}/x`;
    expect(await ask(protocol, url, { tls: { cert, key } })).toBe(`${version} /x`);
    await expect(ask(protocol, url)).rejects.toThrow();
    await expect(ask(protocol, url, { tls: { cert: 'nonsense', key } })).rejects.toThrow(/PEM/);
  });
});
