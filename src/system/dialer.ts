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
  /** Gives up connections that do not stand yet, which would keep the process alive. */
  destroy(): void;
}

/** An HTTP proxy of plain requests, which name their server by a whole URL. */
export interface Forwarder {
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes a dialer; certificates are read when the first connection needs them. Throws where the proxy is of an unknown kind. */
export function openDialer(options: ConnectOptions): Dialer {
  return new SocketDialer(options);
}

class SocketDialer implements Dialer {
  readonly forwarder: Forwarder | undefined;
  private readonly secure: Secure;
  private readonly proxy: Proxied | undefined;
  private readonly opening = new Set<Socket>();

  constructor({ tls, proxy, proxyCa }: ConnectOptions) {
    this.secure = securing(tls);
    this.proxy = proxy === undefined ? undefined : readProxy(proxy, proxyCa);
    if (this.proxy?.url.protocol.startsWith('http')) this.forwarder = { headers: this.proxy.headers };
  }

  async dial(target: Target, protocols: readonly string[]): Promise<Socket> {
    const raw = openTcp(this.proxy?.target ?? target);
    this.opening.add(raw);
    try {
      const socket = this.proxy
        ? await aboutProxy(this.proxy, this.reach(this.proxy, raw, target))
        : await connected(raw);
      return target.secure ? await this.secure(socket, target.host, protocols) : socket;
    } catch (error) {
      raw.destroy();
      throw error;
    } finally {
      this.opening.delete(raw);
    }
  }

  destroy(): void {
    for (const socket of this.opening) socket.destroy(new Error('the connections are closed'));
  }

  /** Makes a connection to a proxy one to the target; requests over plain HTTP are left to an HTTP proxy. */
  private async reach({ url, headers, target: own, secure }: Proxied, raw: Socket, target: Target): Promise<Socket> {
    const tcp = await connected(raw);
    const socket = own.secure ? await secure(tcp, own.host, ['http/1.1']) : tcp;
    if (!target.secure && this.forwarder) return socket;
    return openTunnel(url, headers, target, CONNECT_MS)(socket);
  }
}

interface Proxied {
  readonly url: URL;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  readonly secure: Secure;
}

function readProxy(proxy: string, proxyCa: readonly string[] | undefined): Proxied {
  const url = new URL(proxy);
  if (!/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new Error(`proxy ${url.protocol}//${url.host}: expected scheme http, https, socks5 or socks5h`);
  }
  return {
    url,
    target: proxyTarget(url),
    headers: authorization(url),
    secure: securing({ ...PROXY_TLS, ca: proxyCa }),
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
async function aboutProxy<T>({ url: { protocol, host } }: Proxied, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new Error(`proxy ${protocol}//${host}: ${error instanceof Error ? error.message || error : error}`);
  }
}

function openTcp({ host, port }: Target): Socket {
  return connectTcp({ host, port, ...SOCKET });
}

function connected(socket: Socket): Promise<Socket> {
  return established(socket, 'connect', CONNECT_MS, `no connection within ${CONNECT_MS / 1000} s`);
}

/** Puts TLS on a connection to a host, with the protocols that are offered. */
type Secure = (raw: Socket, host: string, protocols: readonly string[]) => Promise<Socket>;

/** Returns a function that puts TLS on a connection to a host. */
function securing(tls: TlsOptions): Secure {
  let context: SecureContext | undefined;
  return async (raw, host, protocols) => {
    const name = tls.servername ?? host;
    context ??= openContext(tls);
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
