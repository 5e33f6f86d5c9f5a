import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import type { FastPaths } from '../base/fast-paths.ts';
import type { ConnectOptions, HttpClient, Network } from '../base/network.ts';
import { exchange } from './exchange.ts';
import { listen } from './listener.ts';
import { connectNode } from './node-client.ts';

/** Makes Node read at most one buffer ahead of the reader of a socket; the rest waits in the kernel. */
const READ_AHEAD = { highWaterMark: 1 } as buildConnector.BuildOptions;

/** The machine's network: node:http for requests that come in, and for those that go out as `http` says. */
export function openNetwork(http: FastPaths['http']): Network {
  return { connect: http === 'undici' ? connectUndici : connectNode, listen };
}

/** Says why undici cannot be used; undefined where it can. */
export function undiciFault(): string | undefined {
  return 'WebAssembly' in globalThis ? undefined : 'this process has no WebAssembly, which undici needs';
}

function connectUndici(options: ConnectOptions): HttpClient {
  const dispatcher = openDispatcher(options);
  return {
    send: (request) => exchange(dispatcher, request),
    close: () => void dispatcher.close(),
    destroy: () => dispatcher.destroy(),
  };
}

function openDispatcher({ tls, proxy }: ConnectOptions): Dispatcher {
  const connect = {
    ...READ_AHEAD,
    rejectUnauthorized: tls.rejectUnauthorized,
    ...(tls.ca && { ca: [...tls.ca], allowPartialTrustChain: true }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
    ...(tls.servername && { servername: tls.servername }),
  };
  if (proxy === undefined) return new Agent({ connect, pipelining: 1, keepAliveTimeout: 30_000 });
  return new ProxyAgent({ uri: proxy, requestTls: connect, proxyTls: READ_AHEAD });
}
