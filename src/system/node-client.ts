import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { ConnectOptions, HttpClient, HttpRequest, HttpResponse } from '../base/network.ts';
import { Body } from './body.ts';
import { reasonOf } from './exchange.ts';

/**
 * Connections by node:http, whose parser is not WebAssembly as undici's is: a new one for each request. It hands on each piece that a
 * socket reads, some of them ahead of the reader, which is dearer for watches (docs/decisions/0008-events.md).
 */
export function connectNode({ tls, proxy }: ConnectOptions): HttpClient {
  const { ca, cert, key, servername, rejectUnauthorized } = tls;
  const proxied = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const secured = {
    rejectUnauthorized,
    ...(ca && { ca: [...ca], allowPartialTrustChain: true }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
  };
  const agents: Agents = { 'http:': new HttpAgent(proxied), 'https:': new HttpsAgent({ ...proxied, ...secured }) };
  const underWay = new Set<AbortController>();
  return {
    send: (request) => {
      const cut = new AbortController();
      underWay.add(cut);
      const signal = AbortSignal.any([request.signal, cut.signal]);
      return send(agents, { ...request, signal }, () => underWay.delete(cut));
    },
    // Each connection ends with its request.
    close: () => {},
    destroy: async () => {
      for (const cut of [...underWay]) cut.abort(new Error('the connections are closed'));
    },
  };
}

interface Agents {
  readonly 'http:': HttpAgent;
  readonly 'https:': HttpsAgent;
}

/** `over` is called once, at the end of the exchange. */
function send(
  agents: Agents,
  { url, method, headers, body, signal }: HttpRequest,
  over: () => void,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      over();
      reject(reasonOf(signal));
      return;
    }
    let response: Body | undefined;
    const secure = url.startsWith('https:');
    const outgoing = (secure ? requestHttps : requestHttp)(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: agents[secure ? 'https:' : 'http:'],
    });
    const abort = (): void => {
      if (response) response.abort(reasonOf(signal));
      else outgoing.destroy(reasonOf(signal));
      reject(reasonOf(signal));
    };
    signal.addEventListener('abort', abort);
    const end = (): void => {
      signal.removeEventListener('abort', abort);
      over();
    };
    outgoing.on('close', end);
    outgoing.on('error', (error) => {
      response?.fail(error);
      reject(error);
    });
    outgoing.on('response', (message) => {
      response = receive(message);
      const taken = response;
      resolve({
        status: message.statusCode ?? 0,
        headers: message.headers,
        body: taken,
        abort: (reason) => taken.abort(reason),
      });
    });
    outgoing.end(body);
  });
}

function receive(message: IncomingMessage): Body {
  const flow = {
    pause: () => void message.pause(),
    resume: () => void message.resume(),
    abort: (reason: Error) => void message.destroy(reason),
  };
  const body = new Body(flow, () => {});
  message.on('data', (piece: Buffer) => body.push(piece));
  message.on('end', () => body.end());
  message.on('error', (error) => body.fail(error));
  message.on('close', () => body.fail(new Error('the connection was closed')));
  return body;
}
