import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { serverChain, serverKey } from './pki.ts';

/** A request as a server has seen it. */
export interface Recorded {
  readonly over: 'https' | 'http';
  readonly path: string;
  readonly authorization: string | undefined;
  readonly impersonate: readonly string[];
  readonly client: string | undefined;
  readonly sni: string | undefined;
}

/** Servers in place of an API server, by HTTPS and HTTP, and an HTTP proxy that takes every name for this machine. */
export interface Recorder {
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly proxyPort: number;
  readonly requests: Recorded[];
  /** Target of each CONNECT, with the credentials for the proxy. */
  readonly tunnels: string[];
  /** Handshakes that clients gave up. */
  readonly handshakeFaults: number;
  reset(): void;
  stop(): Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
  const requests: Recorded[] = [];
  const tunnels: string[] = [];
  let handshakeFaults = 0;
  const answer = (over: Recorded['over']) => (request: IncomingMessage, response: ServerResponse) => {
    requests.push(record(over, request));
    response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
  };
  const https = createHttps(
    { key: serverKey, cert: serverChain, requestCert: true, rejectUnauthorized: false },
    answer('https'),
  );
  https.on('tlsClientError', () => handshakeFaults++);
  // A client of TLS 1.3 finds the fault after the server has seen the end of the handshake.
  https.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => handshakeFaults++));
  const http = createHttp(answer('http'));
  const proxy = createProxy(tunnels);
  // Both families: a kubeconfig may name ::1.
  const httpsPort = await listen(https, '::');
  const [httpPort, proxyPort] = [await listen(http, '127.0.0.1'), await listen(proxy, '127.0.0.1')];
  return {
    httpsPort,
    httpPort,
    proxyPort,
    requests,
    tunnels,
    get handshakeFaults() {
      return handshakeFaults;
    },
    reset: () => {
      requests.length = 0;
      tunnels.length = 0;
      handshakeFaults = 0;
    },
    stop: async () => {
      for (const server of [https, http]) server.closeAllConnections();
      for (const server of [https, http, proxy]) server.close();
    },
  };
}

function record(over: Recorded['over'], request: IncomingMessage): Recorded {
  const socket = request.socket as TLSSocket;
  const impersonate: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase();
    // Bytes of UTF-8, which Node hands out as Latin-1.
    const value = Buffer.from(request.rawHeaders[i + 1]!, 'latin1').toString('utf8');
    if (name.startsWith('impersonate-')) impersonate.push(`${name}: ${value}`);
  }
  return {
    over,
    path: request.url ?? '',
    authorization: request.headers.authorization,
    impersonate: impersonate.sort(),
    client: over === 'https' ? String(socket.getPeerCertificate()?.subject?.CN ?? '') || undefined : undefined,
    sni: over === 'https' ? socket.servername || undefined : undefined,
  };
}

function createProxy(tunnels: string[]): Server {
  return createTcp((client) => {
    client.on('error', () => {});
    client.once('data', (head) => {
      const text = head.toString('latin1');
      const [, target = '', port = ''] = /^CONNECT (\S+):(\d+) /.exec(text) ?? [];
      const credentials = /^proxy-authorization: (.*)$/im.exec(text)?.[1]?.trim();
      tunnels.push(`CONNECT ${target}:${port}${credentials ? ` ${credentials}` : ''}`);
      const server = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(server).pipe(client);
      });
      server.on('error', () => client.destroy());
    });
  });
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });
}
