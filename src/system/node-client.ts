import { Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import type { HttpResponse } from '../base/network.ts';
import { Body } from './body.ts';
import type { DialUrl, WireClient, WireRequest } from './http1-client.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { reasonOf } from './reason.ts';

/**
 * HTTP/1.1 by node:http, whose parser is not WebAssembly as undici's is: a new connection for each request. It hands on each piece that
 * a socket reads, some of them ahead of the reader, which is dearer for watches (docs/decisions/0008-events.md).
 */
export function connectNode(dial: DialUrl): WireClient {
  const underWay = new Set<AbortController>();
  return {
    send: (request) => {
      const cut = new AbortController();
      underWay.add(cut);
      const signal = AbortSignal.any([request.signal, cut.signal]);
      return send(agentOf(request.url, dial), { ...request, signal }, () => underWay.delete(cut));
    },
    // Each connection ends with its request.
    close: () => {},
    destroy: async () => {
      for (const cut of [...underWay]) cut.abort(new Error('the connections are closed'));
    },
  };
}

/** An agent for one request, whose connection is ours, with TLS where the URL says so. */
function agentOf(url: string, dial: DialUrl): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = (_, callback) => {
    dial(new URL(url)).then(
      (socket) => callback?.(null, socket),
      // The type has no error without a socket; node:http takes it.
      (error: Error) => (callback as (error: Error) => void)(error),
    );
    return undefined;
  };
  return agent;
}

/** `over` is called once, at the end of the exchange. */
function send(
  agent: Agent,
  { url, target, method, headers, body, signal }: WireRequest,
  over: () => void,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      over();
      reject(reasonOf(signal));
      return;
    }
    let response: Body | undefined;
    const outgoing = sendRequest({
      agent,
      method,
      path: target,
      headers: {
        host: new URL(url).host,
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      maxHeaderSize: MAX_HEADER_BYTES,
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
