import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressesOf, bind } from './bind.ts';

describe('the addresses of a host', () => {
  it.each(['', '0.0.0.0', '::', '0:0::0', '::ffff:0.0.0.0'])('are those of both families for "%s"', async (host) => {
    expect(await addressesOf(host)).toEqual(['::', '0.0.0.0']);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('are %s alone where it is one', async (host) => {
    expect(await addressesOf(host)).toEqual([host]);
  });

  it('are IPv4 for a name that has both families', async () => {
    expect(await addressesOf('localhost')).toEqual(['127.0.0.1']);
  });
});

describe('binding', () => {
  /** A server on a machine whose sockets for `::` fail. */
  function failing(code: string) {
    const server = createServer();
    const tried: string[] = [];
    const real = server.listen.bind(server);
    server.listen = ((port: number, host: string, done: () => void) => {
      tried.push(host);
      if (host === '0.0.0.0') return real(port, '127.0.0.1', done);
      queueMicrotask(() => server.emit('error', Object.assign(new Error(code), { code })));
      return server;
    }) as typeof server.listen;
    return { server, tried };
  }

  it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])('takes IPv4 where IPv6 is off (%s)', async (code) => {
    const { server, tried } = failing(code);
    await bind(server, '::', 0);
    expect(tried).toEqual(['::', '0.0.0.0']);
    expect(server.listening).toBe(true);
    server.close();
  });

  it('does not take another address for any other reason, or for a host that was named', async () => {
    await expect(bind(failing('EADDRINUSE').server, '::', 0)).rejects.toThrow('EADDRINUSE');
    await expect(bind(failing('EADDRNOTAVAIL').server, '::1', 0)).rejects.toThrow('EADDRNOTAVAIL');
    await expect(bind(createServer(), 'no-such-name.invalid', 0)).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
  });
});
