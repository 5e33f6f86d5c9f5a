import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { hasOpenssl } from '../../test/support/certificates.ts';
import { rootCert, serverChain, serverKey } from '../../test/support/pki.ts';
import { readWhole, type Transport } from '../model/transport.ts';
import { systemClock } from '../system/clock.ts';
import { systemFiles as files } from '../system/files.ts';
import { openNetwork } from '../system/network.ts';
import { systemProcesses as processes } from '../system/processes.ts';
import { CredentialSource } from './credentials.ts';
import { loadCluster } from './load-cluster.ts';
import { openTransport, proxyOf } from './transport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener, tls?: ServerOptions): Promise<string> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How far the sockets that are connected until the end of a test read ahead by themselves. */
const readAhead: number[] = [];
const note = (message: unknown): void => {
  readAhead.push((message as { socket: Socket }).socket.readableHighWaterMark);
};
beforeEach(() => {
  readAhead.length = 0;
  subscribe('undici:client:connected', note);
});
afterEach(() => {
  unsubscribe('undici:client:connected', note);
});

/** A server with TLS: credentials are sent to no other one. */
const serveTls = (listener: RequestListener): Promise<string> => serve(listener, { key: serverKey, cert: serverChain });
/** Fields of a cluster that make its client trust such a server. */
const trusted = { 'certificate-authority-data': Buffer.from(rootCert).toString('base64') };

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-kube-'));
let written = 0;
function write(text: string): string {
  const file = path.join(folder, `file-${written++}`);
  writeFileSync(file, text);
  return file;
}

function kubeconfig(server: string, user: object, cluster: object = {}): string {
  return write(
    stringify({
      clusters: [{ name: 'c', cluster: { server, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
}

let network = openNetwork('undici', undefined);

function open(kubeconfig: string, apiserver = ''): Transport & { close(): Promise<void> } {
  const credentials = new CredentialSource({ kubeconfig, apiserver }, systemClock, { env: {}, files, processes });
  return openTransport({ credentials, userAgent: 'test/1', network, clock: systemClock });
}

async function text(transport: Transport, query: Record<string, string> = {}): Promise<string> {
  const { status, body } = await transport.get({
    path: '/x',
    query,
    accept: 'application/json',
    signal: AbortSignal.timeout(5_000),
  });
  return `${status} ${await readWhole(body)}`;
}

const echo: RequestListener = (request, response) => {
  response.end(
    `${request.url} ${request.headers.authorization ?? '-'} ${request.headers.accept} ${request.headers['user-agent']}`,
  );
};

describe.each(['undici', 'node'] as const)('by %s', (http) => {
  beforeEach(() => {
    network = openNetwork(http, undefined);
  });

  describe('a transport', () => {
    it('sends path, query, credentials and what it accepts', async () => {
      const transport = open(kubeconfig(await serveTls(echo), { token: 'secret' }, trusted));
      expect(await text(transport, { a: 'b c' })).toBe('200 /x?a=b+c Bearer secret application/json test/1');
      if (http === 'undici') expect(readAhead).toEqual([1]);
    });

    it('reads a token file again when the server refuses the token', async () => {
      let good = 'first';
      const server = await serveTls((request, response) => {
        response.statusCode = request.headers.authorization === `Bearer ${good}` ? 200 : 401;
        response.end(request.headers.authorization);
      });
      const tokenFile = write('first\n');
      const transport = open(kubeconfig(server, { tokenFile }, trusted));
      expect(await text(transport)).toBe('200 Bearer first');
      good = 'second';
      writeFileSync(tokenFile, 'second\n');
      expect(await text(transport)).toBe('200 Bearer second');
      good = 'third';
      expect(await text(transport)).toBe('401 Bearer second');
    });

    it('asks no more than once with the same credentials, and leaves a refusal that does not end', async () => {
      let asked = 0;
      const server = await serveTls((_, response) => {
        asked++;
        response.writeHead(401);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      });
      const transport = open(kubeconfig(server, { token: 'same' }, trusted));
      const signal = AbortSignal.timeout(5_000);
      const { status } = await transport.get({ path: '/x', query: {}, accept: '*/*', signal });
      expect(status).toBe(401);
      expect(asked).toBe(1);
      await transport.close();
    });

    it('asks twice for once a minute only where new credentials are refused as well', async () => {
      let asked = 0;
      const server = await serveTls((_, response) => {
        asked++;
        response.writeHead(401).end();
      });
      const script = `process.stdout.write(JSON.stringify({apiVersion:"client.authentication.k8s.io/v1",kind:"ExecCredential",status:{token:String(Math.random())}}))`;
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: ['-e', script],
        interactiveMode: 'Never',
      };
      const transport = open(kubeconfig(server, { exec }, trusted));
      for (let i = 0; i < 3; i++) await text(transport);
      expect(asked).toBeLessThanOrEqual(4);
    });

    it('asks an exec plugin', async () => {
      const credential = {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token: 'from-plugin' },
      };
      const exec = {
        apiVersion: credential.apiVersion,
        command: process.execPath,
        args: ['-e', `console.log(${JSON.stringify(JSON.stringify(credential))})`],
        interactiveMode: 'Never',
      };
      const transport = open(kubeconfig(await serveTls(echo), { exec }, trusted));
      expect(await text(transport)).toContain('Bearer from-plugin');
    });

    it('sends a password', async () => {
      const transport = open(kubeconfig(await serveTls(echo), { username: 'me', password: 'pw' }, trusted));
      expect(await text(transport)).toContain(`Basic ${Buffer.from('me:pw').toString('base64')}`);
    });

    it('goes through the proxy of the kubeconfig', async () => {
      const tunnels: string[] = [];
      const proxy = createServer();
      proxy.on('connect', (request, client) => {
        tunnels.push(request.url!);
        const [host, port] = request.url!.split(':');
        const server = connect(Number(port), host);
        server.once('connect', () => {
          client.write('HTTP/1.1 200 OK\r\n\r\n');
          server.pipe(client).pipe(server);
        });
        client.on('error', () => server.destroy());
      });
      servers.push(proxy);
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const server = await serveTls(echo);
      const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const transport = open(kubeconfig(server, { token: 't' }, { ...trusted, 'proxy-url': proxyUrl }));
      expect(await text(transport)).toContain('200 /x Bearer t');
      expect(tunnels).toEqual([new URL(server).host]);
      if (http === 'undici') expect(new Set(readAhead)).toEqual(new Set([1]));
      await transport.close();
    });

    it('says where nothing answers', async () => {
      const transport = open('', 'http://127.0.0.1:1');
      await expect(text(transport)).rejects.toMatchObject({
        code: 'API_UNREACHABLE',
        message: expect.stringContaining('http://127.0.0.1:1'),
      });
    });

    it('says that a body was cut', async () => {
      const server = await serve((_, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      });
      await expect(text(open('', server))).rejects.toMatchObject({ code: 'API_BODY_CUT' });
    });

    it('gives Retry-After in milliseconds', async () => {
      const server = await serve((_, response) => {
        response.writeHead(429, { 'Retry-After': '2' }).end();
      });
      const { retryAfterMs } = await open('', server).get({
        path: '/',
        query: {},
        accept: '*/*',
        signal: AbortSignal.timeout(5_000),
      });
      expect(retryAfterMs).toBe(2_000);
    });
  });

  describe.skipIf(!hasOpenssl)('over TLS', () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string];
    const certificate = (names = 'DNS:api.test'): { key: Buffer; cert: Buffer } => {
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          '-days',
          '1',
          '-subj',
          '/CN=api.test',
          '-addext',
          `subjectAltName=${names}`,
        ],
        { stdio: 'ignore' },
      );
      return { key: readFileSync(key), cert: readFileSync(cert) };
    };

    it('trusts the CA of the kubeconfig, for the server name that it says', async () => {
      const server = await serve(echo, certificate());
      const ca = { 'certificate-authority-data': readFileSync(cert).toString('base64') };
      expect(await text(open(kubeconfig(server, { token: 't' }, { ...ca, 'tls-server-name': 'api.test' })))).toContain(
        'Bearer t',
      );
      if (http === 'undici') expect(readAhead).toEqual([1]);
      await expect(text(open(kubeconfig(server, { token: 't' }, ca)))).rejects.toMatchObject({
        code: 'API_UNREACHABLE',
      });
      await expect(text(open(kubeconfig(server, { token: 't' })))).rejects.toMatchObject({ code: 'API_UNREACHABLE' });
      expect(await text(open(kubeconfig(server, { token: 't' }, { 'insecure-skip-tls-verify': true })))).toContain(
        'Bearer t',
      );
    });

    it('takes the service account of its pod, whose token rotates', async () => {
      const valid = new Set(['first']);
      const server = await serve((request, response) => {
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        response.writeHead(valid.has(token) ? 200 : 401).end(token);
      }, certificate('IP:127.0.0.1'));
      const serviceAccount = mkdtempSync(path.join(folder, 'account-'));
      const put = (name: string, text: string): void => writeFileSync(path.join(serviceAccount, name), text);
      put('token', 'first\n');
      put('ca.crt', readFileSync(cert, 'utf8'));
      const { hostname, port } = new URL(server);
      const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
      const credentials = new CredentialSource({ kubeconfig: '', apiserver: '' }, systemClock, {
        env,
        serviceAccount,
        files,
      });
      const transport = openTransport({
        credentials,
        userAgent: 'test/1',
        network,
        clock: systemClock,
      });
      expect(await text(transport)).toBe('200 first');
      valid.clear();
      valid.add('second');
      put('token', 'second\n');
      expect(await text(transport)).toBe('200 second');
      // Another CA than the server's: nothing is sent.
      certificate('IP:127.0.0.1');
      put('ca.crt', readFileSync(cert, 'utf8'));
      await expect(text(transport)).rejects.toMatchObject({ code: 'API_UNREACHABLE' });
    });

    it('shows the client certificate of the kubeconfig', async () => {
      const pair = certificate();
      const name: RequestListener = (request, response) => {
        response.end(`${(request.socket as TLSSocket).getPeerCertificate().subject?.CN}`);
      };
      const server = await serve(name, { ...pair, requestCert: true, rejectUnauthorized: false });
      const cluster = { 'insecure-skip-tls-verify': true };
      const base64 = (pem: Buffer): string => pem.toString('base64');
      const data = { 'client-certificate-data': base64(pair.cert), 'client-key-data': base64(pair.key) };
      expect(await text(open(kubeconfig(server, data, cluster)))).toBe('200 api.test');
      expect(await text(open(kubeconfig(server, { 'client-certificate': cert, 'client-key': key }, cluster)))).toBe(
        '200 api.test',
      );
      expect(await text(open(kubeconfig(server, {}, cluster)))).toBe('200 undefined');
    });
  });
});

it('names IPv6 addresses of the API server as URLs do', () => {
  const serviceAccount = mkdtempSync(path.join(folder, 'account-'));
  writeFileSync(path.join(serviceAccount, 'token'), 't');
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  expect(loadCluster({ kubeconfig: '', apiserver: '' }, { env, serviceAccount, files }).server).toBe(
    'https://[fd00::1]:443',
  );
});

describe('loadCluster', () => {
  const nowhere = { env: {}, serviceAccount: '/missing', files };

  it.each([
    [{ kubeconfig: '/missing/file', apiserver: '' }, '--kubeconfig /missing/file'],
    [{ kubeconfig: '', apiserver: 'ftp://x' }, '--apiserver: expected an http or https URL, found "ftp://x"'],
    [{ kubeconfig: '', apiserver: '' }, 'no service account found'],
  ])('refuses %j', (flags, message) => {
    expect(() => loadCluster(flags, nowhere)).toThrow(message);
  });

  it('takes a host without a scheme for plain HTTP, and lets --apiserver replace the server', () => {
    expect(loadCluster({ kubeconfig: '', apiserver: 'localhost:8001/' }, nowhere).server).toBe('http://localhost:8001');
    const file = kubeconfig('https://in-file', {});
    expect(loadCluster({ kubeconfig: file, apiserver: 'https://flag' }, nowhere).server).toBe('https://flag');
  });

  it('refuses a kubeconfig whose context names no cluster', () => {
    expect(() =>
      loadCluster(
        { kubeconfig: write('apiVersion: v1\nclusters: []\nusers: []\ncontexts: []\n'), apiserver: '' },
        nowhere,
      ),
    ).toThrow('--kubeconfig');
  });
});

describe('proxyOf', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'internal,.svc' };
  it.each([
    ['https://api.example.com', 'http://proxy:3128'],
    ['http://api.example.com', undefined],
    ['https://internal', undefined],
    ['https://a.internal', undefined],
    ['https://x.svc', undefined],
    ['https://127.0.0.1:6443', undefined],
    ['https://localhost', undefined],
  ])('%s', (url, proxy) => {
    expect(proxyOf(new URL(url), env)).toBe(proxy);
  });
});
