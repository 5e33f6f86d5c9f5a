import { request } from 'node:http';
import type { Socket } from 'node:net';
import { systemClock } from './clock.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { shakeHands } from './socks5.ts';
import { decodePart, type Target } from './target.ts';

/**
 * Returns a function that makes a connection to a proxy one to the target, by CONNECT or SOCKS5 as the scheme of the proxy says.
 * It destroys the connection where that fails or takes longer than `ms`.
 */
export function openTunnel(
  proxy: URL,
  headers: Readonly<Record<string, string>>,
  target: Target,
  ms: number,
): (socket: Socket) => Promise<Socket> {
  return async (socket) => {
    const cancel = systemClock.after(ms, () => socket.destroy(new Error(`no answer within ${ms / 1000} s`)));
    try {
      const { username, password } = proxy;
      if (proxy.protocol.startsWith('http')) return await askToConnect(socket, target, headers);
      const credentials = { username: decodePart(username), password: decodePart(password) };
      await shakeHands(socket, target, username === '' && password === '' ? undefined : credentials);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      cancel();
    }
  };
}

/** Sends CONNECT (RFC 9110, section 9.3.6). */
function askToConnect(
  socket: Socket,
  { host, port }: Target,
  headers: Readonly<Record<string, string>>,
): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const connecting = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...headers },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    connecting.once('error', reject);
    connecting.once('connect', ({ statusCode = 0, statusMessage = '' }, _, rest: Buffer) => {
      if (statusCode < 200 || statusCode > 299) {
        reject(new Error(`CONNECT ${authority} was answered with ${statusCode} ${statusMessage}`.trimEnd()));
        return;
      }
      if (rest.length > 0) socket.unshift(rest);
      resolve(socket);
    });
    connecting.end();
  });
}
