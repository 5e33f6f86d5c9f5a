import { createServer as createHttpServer, type IncomingMessage, type Server, request as sendRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy that takes every target for 127.0.0.1, and notes what it is asked. */
export interface TestProxy {
  readonly server: Server | TcpServer;
  /** One line for each request: method, target and credentials, or the target of SOCKS. */
  readonly asked: string[];
}

/** Makes an HTTP proxy, by TLS where there is a certificate. `status` is the response to CONNECT. */
export function httpProxy(tls?: { readonly cert: string; readonly key: string }, status = '200 OK'): TestProxy {
  const asked: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage): void => {
    asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? '-'} ${headers.host}`);
  };
  const server = tls ? createHttpsServer(tls) : createHttpServer();
  server.on('request', (request, response) => {
    note(request);
    const { pathname, search, port } = new URL(request.url ?? '');
    const path = pathname + search;
    sendRequest({ host: '127.0.0.1', port, path, headers: request.headers, maxHeaderSize: 100_000 }, (answer) => {
      answer.pipe(response);
    }).end();
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(request);
    client.write(`HTTP/1.1 ${status}\r\n\r\n`);
    if (status.startsWith('2')) join(client, Number(request.url?.replace(/^.*:/, '')));
    else client.end();
  });
  return { server, asked };
}

/** Makes a SOCKS5 proxy, which wants user and password where they are given. `reply` is its answer to requests. */
export function socksProxy(credentials?: string, reply = 0): TestProxy {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (hello) => {
      const methods = [...hello.subarray(2)];
      if (!credentials) return greet(client, methods.includes(0) ? 0 : 255, () => {}, asked, reply);
      greet(client, methods.includes(2) ? 2 : 255, (text) => asked.push(text), asked, reply, credentials);
    });
  });
  return { server, asked };
}

function greet(
  client: Socket,
  method: number,
  note: (text: string) => void,
  asked: string[],
  reply: number,
  credentials?: string,
): void {
  client.write(Buffer.from([5, method]));
  if (method === 255) client.end();
  else if (!credentials) client.once('data', (request) => serveSocks(client, request, asked, reply));
  else {
    client.once('data', (bytes) => {
      const user = bytes.subarray(2, 2 + bytes[1]!);
      const given = `${user}:${bytes.subarray(3 + user.length)}`;
      note(given);
      client.write(Buffer.from([1, given === credentials ? 0 : 1]));
      client.once('data', (request) => serveSocks(client, request, asked, reply));
    });
  }
}

function serveSocks(client: Socket, request: Buffer, asked: string[], reply: number): void {
  const address = { 1: 4, 3: 1 + request[4]!, 4: 16 }[request[3]!] ?? 0;
  const host = request.subarray(4, 4 + address);
  const port = request.readUInt16BE(4 + address);
  asked.push(`${request[3] === 3 ? host.subarray(1) : host.toString('hex')}:${port}`);
  // The reply comes in two pieces, as it may.
  client.write(Buffer.from([5, reply, 0, 3, 4]));
  setTimeout(() => {
    client.write(Buffer.from('name\0\0'));
    if (reply === 0) join(client, port);
    else client.end();
  }, 5);
}

function join(client: Duplex, port: number): void {
  const server = connect(port, '127.0.0.1');
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
  client.on('close', () => server.destroy());
  server.pipe(client).pipe(server);
}
