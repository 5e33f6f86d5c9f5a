import type { Agent, buildConnector } from 'undici';
import type { FastPaths } from '../base/fast-paths.ts';
import type { ConnectOptions, HttpClient, Network } from '../base/network.ts';
import { openDialer } from './dialer.ts';
import { exchange } from './exchange.ts';
import { type DialUrl, Http1Client, type WireClient } from './http1-client.ts';
import { connectHttp2 } from './http2-client.ts';
import type { Http2Settings } from './http2-settings.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { listen } from './listener.ts';
import { connectNode } from './node-client.ts';

/**
 * The machine's network: node:http for requests that come in, and for those that go out HTTP/2 where a server speaks it over TLS,
 * else HTTP/1.1 as `http` says.
 */
export function openNetwork(http: FastPaths['http'], http2: Http2Settings): Network {
  return { connect: (options) => connect(options, http, http2), listen };
}

/** Says why undici cannot be used; undefined where it can. */
export function undiciFault(): string | undefined {
  return 'WebAssembly' in globalThis ? undefined : 'this process has no WebAssembly, which undici needs';
}

function connect(options: ConnectOptions, http: FastPaths['http'], http2: Http2Settings): HttpClient {
  const dialer = openDialer(options);
  const classic = new Http1Client(dialer, http === 'undici' ? connectUndici : connectNode);
  if (!http2) return classic;
  const both = connectHttp2(dialer, { times: http2, gated: http === 'undici' }, classic);
  return {
    send: (request) => (request.url.startsWith('https:') ? both : classic).send(request),
    close: () => both.close(),
    destroy: () => both.destroy(),
  };
}

function connectUndici(dial: DialUrl): WireClient {
  const connect = (
    { protocol, host, hostname, port }: buildConnector.Options,
    callback: buildConnector.Callback,
  ): void => {
    dial(new URL(`${protocol}//${host ?? `${hostname}:${port}`}`)).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
  // Loaded with the first request: API servers speak HTTP/2.
  let agent: Promise<Agent> | undefined;
  const open = async (): Promise<Agent> => {
    // Not its main module, which brings fetch, WebSocket and caches along: 80 ms of CPU.
    const { default: Agent } = await import('undici/lib/dispatcher/agent.js');
    return new Agent({ connect, pipelining: 1, keepAliveTimeout: 30_000, maxHeaderSize: MAX_HEADER_BYTES });
  };
  return {
    send: async (request) => {
      agent ??= open();
      return exchange(await agent, request);
    },
    close: () => void agent?.then((opened) => opened.close()),
    destroy: async () => (await agent)?.destroy(),
  };
}
