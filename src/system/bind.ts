import { lookup } from 'node:dns/promises';
import { isIP, type Server } from 'node:net';

/** Errors of machines without IPv6. */
const NO_IPV6 = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/**
 * Returns the addresses to try, the first that works counts. Go listens on all addresses of both families for an unspecified
 * address of either family and for none (https://pkg.go.dev/net#Listen), and takes the IPv4 address of a name that has both.
 */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (isUnspecified(host)) return ['::', '0.0.0.0'];
  if (isIP(host)) return [host];
  const found = await lookup(host, { order: 'ipv4first' });
  return [found.address];
}

/** Makes a server listen. Rejects with the error of the system. */
export async function bind(server: Server, host: string, port: number): Promise<void> {
  const [first, second] = await addressesOf(host);
  try {
    await listenOn(server, first!, port);
  } catch (error) {
    if (second === undefined || !NO_IPV6.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await listenOn(server, second, port);
  }
}

function isUnspecified(host: string): boolean {
  if (host === '' || host === '0.0.0.0') return true;
  // The parser of URLs knows every spelling.
  return isIP(host) === 6 && /^\[::(ffff:0:0)?\]$/.test(URL.parse(`http://[${host}]/`)?.hostname ?? '');
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
