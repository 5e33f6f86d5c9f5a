import type { Socket } from 'node:net';
import { isIPv4, isIPv6 } from 'node:net';
import type { Target } from './target.ts';

/** User and password of a SOCKS5 proxy (RFC 1929). */
export interface SocksCredentials {
  readonly username: string;
  readonly password: string;
}

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;

/** Meaning of the replies of RFC 1928, section 6. */
const REPLIES = [
  'succeeded',
  'general failure',
  'connection not allowed by the ruleset',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];

/**
 * Asks a SOCKS5 proxy (RFC 1928) for a connection to the target, whose name it resolves. Resolves when the socket is connected to
 * the target; rejects with what the proxy refused.
 */
export async function shakeHands(
  socket: Socket,
  { host, port }: Target,
  credentials: SocksCredentials | undefined,
): Promise<void> {
  const methods = credentials ? [NO_AUTHENTICATION, USER_AND_PASSWORD] : [NO_AUTHENTICATION];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await take(socket, 2);
  if (version !== VERSION) throw new Error('it does not speak SOCKS5');
  if (method === USER_AND_PASSWORD && credentials) await authenticate(socket, credentials);
  else if (method !== NO_AUTHENTICATION) {
    throw new Error(credentials ? 'it accepts neither no authentication nor a password' : 'it wants authentication');
  }
  socket.write(Buffer.concat([Buffer.from([VERSION, 1, 0]), addressOf(host), portOf(port)]));
  const [replying, reply = 1, , type = 0] = await take(socket, 4);
  if (replying !== VERSION) throw new Error('it does not speak SOCKS5');
  if (reply !== 0) throw new Error(`connection to ${host}:${port}: ${REPLIES[reply] ?? `reply ${reply}`}`);
  // Its own address, which nobody needs.
  await take(socket, (await boundLength(socket, type)) + 2);
}

async function authenticate(socket: Socket, { username, password }: SocksCredentials): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([1]), shortText(username, 'user'), shortText(password, 'password')]));
  const [, status] = await take(socket, 2);
  if (status !== 0) throw new Error('it refuses user and password');
}

function shortText(text: string, what: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new Error(`the ${what} is longer than 255 bytes`);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)]);
  return Buffer.concat([Buffer.from([3]), shortText(host, 'host name')]);
}

/** The URL parser writes IPv4 parts in hexadecimal, so that all parts are. */
function ipv6Bytes(host: string): Buffer {
  const groups = (text = ''): string[] => (text === '' ? [] : text.split(':'));
  const [head, tail] = new URL(`http://[${host.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array(8 - first.length - last.length).fill('0'), ...last];
  const bytes = Buffer.alloc(16);
  all.forEach((group, i) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * i);
  });
  return bytes;
}

function portOf(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255]);
}

async function boundLength(socket: Socket, type: number): Promise<number> {
  if (type === 1) return 4;
  if (type === 4) return 16;
  if (type !== 3) throw new Error(`address type ${type} in its reply`);
  return (await take(socket, 1))[0] ?? 0;
}

/** Reads exactly that many bytes; what comes after them stays in the socket. */
function take(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const read = (): void => {
      const bytes = length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer | null);
      if (!bytes) return;
      // At its end a stream gives less than was asked for.
      if (bytes.length < length) fail();
      else {
        leave();
        resolve(bytes);
      }
    };
    const fail = (error?: Error): void => {
      leave();
      reject(error ?? new Error('it closed the connection'));
    };
    const closed = (): void => fail();
    const leave = (): void => {
      socket.off('readable', read).off('error', fail).off('end', closed).off('close', closed);
    };
    socket.on('readable', read).on('error', fail).on('end', closed).on('close', closed);
    read();
  });
}
