import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pair, startPair } from '../support/harness.ts';
import { openMany, sendRaw } from '../support/raw-http.ts';

let pair: Pair;
beforeAll(async () => {
  const limits = ['--max-connections=2100', '--server-read-header-timeout=2s', '--server-read-timeout=3s'];
  pair = await startPair({ pods: 30, args: limits });
  await pair.app.synced;
});
afterAll(() => pair.stop());

const ports = (): readonly number[] => [pair.app.port, pair.app.telemetryPort];
/** Both ports answer, and the metrics are whole. */
async function answers(): Promise<void> {
  expect((await pair.get('/healthz')).status).toBe(200);
  expect(await pair.shownPods()).toEqual(pair.pods());
  expect((await pair.telemetry('/readyz')).status).toBe(200);
  expect(await pair.self('kube_state_metrics_scrapes_in_flight')).toBe(0);
}
afterEach(answers);

const HOST = 'Host: localhost\r\n';
const filler = (bytes: number): string => 'x'.repeat(bytes);

describe('a malformed request', () => {
  it.each([
    ['garbage', '\u0001\u0002\u0003\r\n\r\n'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no version', 'GET /metrics\r\n\r\n'],
    ['an unknown version', `GET /metrics HTTP/9.9\r\n${HOST}\r\n`],
    ['an unknown method', `FROB /metrics HTTP/1.1\r\n${HOST}\r\n`],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['two hosts', `GET /healthz HTTP/1.1\r\n${HOST}hOST: other\r\n\r\n`],
    ['bare line feeds', 'GET /healthz HTTP/1.1\nHost: localhost\n\n'],
    ['a blank in a name', 'GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['a folded line', `GET /healthz HTTP/1.1\r\n${HOST}A: b\r\n c\r\n\r\n`],
    ['NUL in a header', `GET /healthz HTTP/1.1\r\n${HOST}A: \0\r\n\r\n`],
    ['NUL in the path', `GET /\0 HTTP/1.1\r\n${HOST}\r\n`],
    ['a target that is no URL', `GET http://[::1/metrics HTTP/1.1\r\n${HOST}\r\n`],
    ['a port that is none', `GET //:99999/metrics HTTP/1.1\r\n${HOST}\r\n`],
    [
      'a length and chunks',
      `POST /healthz HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `POST /healthz HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`],
    ['a negative length', `POST /healthz HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`],
    ['a length without end', `POST /healthz HTTP/1.1\r\n${HOST}Content-Length: 99999999999999999999\r\n\r\n`],
    [
      'chunks that are not the last encoding',
      `POST /healthz HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n`,
    ],
  ])('with %s gets 400 on both ports, and is closed', async (_, bytes) => {
    for (const port of ports()) {
      const { statuses, closed } = await sendRaw(port, Buffer.from(bytes, 'latin1'), 2_000);
      expect(statuses).toEqual([400]);
      expect(closed).toBe(true);
    }
  });

  it.each(['xchunked', 'gzip', 'gzip, chunked', 'identity'])(
    'encoded as %s gets 400 or 501, and is closed',
    async (encoding) => {
      for (const port of ports()) {
        const bytes = `POST /healthz HTTP/1.1\r\n${HOST}Transfer-Encoding: ${encoding}\r\n\r\n0\r\n\r\n`;
        const { statuses, closed } = await sendRaw(port, bytes, 2_000);
        // Node's parser refuses some of them itself.
        expect([[400], [501]]).toContainEqual(statuses);
        expect(closed).toBe(true);
      }
    },
  );

  it('whose chunks are broken is closed, and nothing behind them is read as a request', async () => {
    const smuggled = `GET /metrics HTTP/1.1\r\n${HOST}\r\n`;
    for (const port of ports()) {
      const bytes = `POST /healthz HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n${smuggled}`;
      const { statuses, closed, text } = await sendRaw(port, bytes, 2_000);
      expect(statuses.length).toBeLessThanOrEqual(1);
      expect(text).not.toContain('# HELP');
      expect(closed).toBe(true);
    }
  });
});

describe('headers', () => {
  const get = (headers: string): string => `GET /healthz HTTP/1.1\r\n${HOST}Connection: close\r\n${headers}\r\n`;

  it('may be as long as those that Go takes', async () => {
    const { statuses } = await sendRaw(pair.app.port, get(`Cookie: ${filler(1_000_000)}\r\n`), 5_000);
    expect(statuses).toEqual([200]);
  });

  it.each([
    ['long', `Cookie: ${filler(1_100_000)}\r\n`],
    ['many', Array.from({ length: 2_001 }, (_, i) => `a${i}: b\r\n`).join('')],
  ])('that are too %s get 431 on both ports, and the connection is closed', async (_, headers) => {
    for (const port of ports()) {
      const { statuses, closed } = await sendRaw(port, get(headers), 5_000);
      expect(statuses).toEqual([431]);
      expect(closed).toBe(true);
    }
  });

  it('with names of prototypes are headers like others', async () => {
    const { statuses } = await sendRaw(pair.app.port, get('__proto__: x\r\nconstructor: y\r\ntoString: z\r\n'), 2_000);
    expect(statuses).toEqual([200]);
  });
});

describe('bodies', () => {
  const post = (length: number, body: string): string =>
    `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: ${length}\r\n\r\n${body}`;
  const next = `GET /healthz HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;

  it('that nobody wants are skipped, and the connection goes on', async () => {
    const { statuses } = await sendRaw(pair.app.port, post(200_000, filler(200_000)) + next, 3_000);
    expect(statuses).toEqual([405, 200]);
  });

  it('that are long are cut after the response', async () => {
    const { statuses, closed } = await sendRaw(pair.app.port, post(50_000_000, filler(5_000_000)) + next, 3_000);
    // The response may be lost with the connection, as bytes are still on their way to it.
    expect([[405], []]).toContainEqual(statuses);
    expect(closed).toBe(true);
  });

  it('and headers that come too slowly are cut by --server-read-timeout and --server-read-header-timeout', async () => {
    for (const port of ports()) {
      const slow = await Promise.all([
        sendRaw(port, `GET /healthz HTTP/1.1\r\n${HOST}A: `, 6_000),
        sendRaw(port, `POST /nope HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nabc`, 8_000),
      ]);
      expect(slow.map(({ closed }) => closed)).toEqual([true, true]);
      expect(slow[0]!.statuses).toEqual([408]);
    }
  }, 20_000);
});

describe('thousands of connections', () => {
  it.each([
    ['that are silent', ''],
    ['of slow headers', `GET /metrics HTTP/1.1\r\n${HOST}A: `],
    ['that are kept alive', `GET /healthz HTTP/1.1\r\n${HOST}\r\n`],
  ])(
    '%s leave others their answers, and go',
    async (_, bytes) => {
      for (const port of ports()) {
        const sockets = await openMany(port, 2_000, bytes);
        await answers();
        for (const socket of sockets) socket.destroy();
      }
    },
    60_000,
  );

  it('beyond --max-connections make room, those that were idle for longest first', async () => {
    const closed = 'kube_state_metrics_connections_closed_total{handler="metrics"}';
    const before = await pair.self(closed);
    const kept = await openMany(pair.app.port, 2_000, `GET /healthz HTTP/1.1\r\n${HOST}\r\n`);
    const more = await openMany(pair.app.port, 200, `GET /healthz HTTP/1.1\r\n${HOST}\r\n`);
    await eventually(async () => expect(await pair.self(closed)).toBeGreaterThanOrEqual(before + 100));
    await answers();
    await eventually(() => expect(kept.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(100));
    expect(more.filter(({ destroyed }) => destroyed)).toEqual([]);
    for (const socket of [...kept, ...more]) socket.destroy();
  }, 60_000);
});

describe('Accept and Accept-Encoding of every shape', () => {
  const token = fc.constantFrom('gzip', 'identity', '*', '*/*', 'text/plain', 'application/openmetrics-text', 'br', '');
  const parameter = fc.constantFrom(
    ';q=0',
    ';q=1',
    ';q=0.5',
    ';q=-1',
    ';q=1e9',
    ';q=',
    ';version=1.0.0',
    ';',
    ' ',
    ';q=\t0',
  );
  const clause = fc.tuple(token, fc.array(parameter, { maxLength: 4 })).map(([t, p]) => t + p.join(''));
  const header = fc.oneof(
    fc.array(clause, { maxLength: 30 }).map((c) => c.join(',')),
    fc.string({ unit: 'binary-ascii', maxLength: 200 }).map((s) => s.replace(/[^\t\x20-\x7e]/g, '')),
  );

  it('get an answer of the form that is named in it', async () => {
    await fc.assert(
      fc.asyncProperty(header, header, async (accept, encoding) => {
        const lines = `Accept: ${accept}\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n`;
        const bytes = `GET /metrics?resources=nodes HTTP/1.1\r\n${HOST}${lines}\r\n`;
        for (const port of ports()) {
          const { statuses, text } = await sendRaw(port, bytes, 5_000);
          expect(statuses).toEqual([200]);
          expect(text).toMatch(/^Content-Type: (text\/plain|application\/openmetrics-text);/m);
        }
      }),
      { numRuns: 150, seed: 14 },
    );
  }, 60_000);
});

describe('mutated requests', () => {
  const whole = Buffer.from(
    `GET /metrics?resources=nodes&part=0&parts=1 HTTP/1.1\r\n${HOST}Accept: */*;q=0.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc`,
    'latin1',
  );
  const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom('set', 'insert', 'delete'), fc.nat(255));
  const mutated = fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const bytes = [...whole];
    for (const [at, how, byte] of changes) {
      bytes.splice(Math.min(at, bytes.length), how === 'insert' ? 0 : 1, ...(how === 'delete' ? [] : [byte]));
    }
    return Buffer.from(bytes);
  });

  it('get one response, or none, and never another form of one', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (bytes) => {
        const results = await Promise.all(ports().map((port) => sendRaw(port, bytes, 250)));
        for (const { text, statuses } of results) {
          if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 \d{3} /);
          expect(statuses.filter((status) => status === 500)).toEqual([]);
        }
      }),
      { numRuns: 200, seed: 14 },
    );
    expect(pair.logs.filter(({ level }) => level === 'error')).toEqual([]);
  }, 120_000);
});
