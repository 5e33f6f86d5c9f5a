import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
} from 'node:tls';
import type { ConnectOptions, TlsOptions } from '../base/network.ts';
import { systemClock } from './clock.ts';
import { decodePart, type Target } from './target.ts';
import { openTunnel } from './tunnel.ts';

/** Time to connect, a proxy's part included, and to agree on TLS: as Go's net/http and client-go have them. */
const CONNECT_MS = 30_000;
const TLS_MS = 10_000;

/** A connection that carries nothing is asked by the kernel after this, and is given up 10 s later. */
const KEEP_ALIVE_MS = 30_000;

/** Options of all sockets. Node reads at most one buffer ahead of their readers; the rest waits in the kernel. */
const SOCKET = { highWaterMark: 1, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS } as const;

/** Opens connections to servers, through a proxy if there is one. */
export interface Dialer {
  /** The protocols that TLS offers. Rejects with the error of the system, or one that names the proxy. The socket is paused. */
  dial(target: Target, protocols: readonly string[]): Promise<Socket>;
  /** The proxy that requests over plain HTTP are sent to as they are; undefined: they take a connection as others do. */
  readonly forwarder: Forwarder | undefined;
}

/** An HTTP proxy of plain requests, which name their server by a whole URL. */
export interface Forwarder {
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes a dialer; certificates are read when the first connection needs them. */
export function openDialer({ tls, proxy, proxyCa }: ConnectOptions): Dialer {
  const secure = securing(tls);
  if (proxy === undefined) {
    return {
      forwarder: undefined,
      dial: async (target, protocols) => {
        const socket = await dialTcp(target);
        return target.secure ? secure(socket, target.host, protocols) : socket;
      },
    };
  }
  const url = new URL(proxy);
  if (!/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new Error(`proxy ${url.protocol}//${url.host}: expected scheme http, https, socks5 or socks5h`);
  }
  const secureProxy = securing({ ...PROXY_TLS, ca: proxyCa });
  const reach = async (): Promise<Socket> => {
    const place = proxyTarget(url);
    const socket = await dialTcp(place);
    return place.secure ? secureProxy(socket, place.host, ['http/1.1']) : socket;
  };
  const headers = authorization(url);
  const forwarder = url.protocol.startsWith('http') ? { headers } : undefined;
  return {
    forwarder,
    dial: async (target, protocols) => {
      if (!target.secure && forwarder) return aboutProxy(url, reach());
      const tunnel = openTunnel(url, headers, target, CONNECT_MS);
      const socket = await aboutProxy(url, reach().then(tunnel));
      return target.secure ? secure(socket, target.host, protocols) : socket;
    },
  };
}

const PROXY_TLS = { cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: true } as const;

const PROXY_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function proxyTarget(url: URL): Target {
  const port = Number(url.port) || (PROXY_PORTS[url.protocol] ?? 1080);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, secure: url.protocol === 'https:' };
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const text = `${decodePart(username)}:${decodePart(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}

/** Names the proxy in errors, without its credentials. */
async function aboutProxy<T>({ protocol, host }: URL, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new Error(`proxy ${protocol}//${host}: ${error instanceof Error ? error.message || error : error}`);
  }
}

function dialTcp({ host, port }: Target): Promise<Socket> {
  const socket = connectTcp({ host, port, ...SOCKET });
  return established(socket, 'connect', CONNECT_MS, `no connection to ${host}:${port} within ${CONNECT_MS / 1000} s`);
}

/** Returns a function that puts TLS on a connection to a host. */
function securing(tls: TlsOptions): (raw: Socket, host: string, protocols: readonly string[]) => Promise<Socket> {
  let context: SecureContext | undefined;
  return (raw, host, protocols) => {
    const name = tls.servername ?? host;
    try {
      context ??= openContext(tls);
    } catch (error) {
      raw.destroy();
      throw error;
    }
    const options = {
      socket: raw,
      highWaterMark: SOCKET.highWaterMark,
      secureContext: context,
      rejectUnauthorized: tls.rejectUnauthorized,
      ALPNProtocols: [...protocols],
      ...(isIP(name) === 0 && { servername: name }),
      checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(name, certificate),
    };
    const socket = connectTls(options);
    socket.once('close', () => raw.destroy());
    return established(socket, 'secureConnect', TLS_MS, `no TLS handshake with ${name} within ${TLS_MS / 1000} s`);
  };
}

function openContext({ ca, cert, key }: TlsOptions): SecureContext {
  return createSecureContext({
    // A certificate of a CA file is trusted as such, as in Go: it need not be a root.
    allowPartialTrustChain: true,
    ...(ca && { ca: [...ca] }),
    ...(cert && { cert }),
    ...(key && { key }),
  });
}

/** Resolves with a socket when it stands; destroys it when that takes too long. */
function established<T extends Socket>(socket: T, event: string, ms: number, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(ms, () => socket.destroy(new Error(message)));
    const fail = (error: Error): void => {
      cancel();
      reject(error);
    };
    const closed = (): void => fail(new Error('the connection was closed'));
    socket.once('error', fail);
    socket.once('close', closed);
    socket.once(event, () => {
      cancel();
      socket.off('error', fail);
      socket.off('close', closed);
      // Until somebody takes it; its end is seen by its state.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}
