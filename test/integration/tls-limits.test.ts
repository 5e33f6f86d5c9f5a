import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exporter, eventually, someCluster, startExporter } from '../support/harness.ts';
import { rootCert, serverChain, serverKey } from '../support/pki.ts';
import { type Simulator, startSimulator } from '../support/simulator.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-tls-limits-'));
writeFileSync(path.join(folder, 'server.crt'), serverChain);
writeFileSync(path.join(folder, 'server.key'), serverKey);
afterAll(() => rmSync(folder, { recursive: true }));

const MOST = 20;

describe.each([true, false])('limits over TLS, with HTTP/2 %s', (http2) => {
  let simulator: Simulator;
  let exporter: Exporter;
  beforeAll(async () => {
    simulator = await startSimulator({ cluster: someCluster(20) });
    const web = path.join(folder, `web-${http2}.yml`);
    const server = `http_server_config: { http2: ${http2} }`;
    writeFileSync(web, `tls_server_config: { cert_file: server.crt, key_file: server.key }\n${server}\n`);
    exporter = await startExporter(simulator, [
      '--resources=nodes',
      `--tls-config=${web}`,
      `--max-connections=${MOST}`,
    ]);
    await exporter.app.synced;
  });
  afterAll(async () => {
    await exporter.app.stop();
    await simulator.stop();
  });

  /** Status of an answer by HTTP/1.1 on a connection of its own. */
  const status = (headers: Record<string, string> = {}): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: exporter.app.port, path: '/healthz', headers, ca: rootCert };
      request({ ...options, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('let the connection that has been idle for longest go, handshakes that never end included', async () => {
    const sockets = Array.from({ length: 3 * MOST }, () => {
      const socket = connectTcp(exporter.app.port, '127.0.0.1');
      socket.on('error', () => {});
      return socket.resume();
    });
    await eventually(() =>
      expect(sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(2 * MOST),
    );
    expect(await status()).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it('take headers of 100 KB and answer what is too long with an error', async () => {
    expect(await status({ cookie: 'x'.repeat(100_000) })).toBe(200);
    // The connection is closed behind the answer, which a client that still sends may miss.
    await eventually(async () => expect(await status({ cookie: 'x'.repeat(1_100_000) })).toBe(431));
  });

  it.runIf(http2)('hold for sessions of HTTP/2 as well', async () => {
    const sessions: ClientHttp2Session[] = [];
    const open = async (): Promise<number> => {
      const session = connectHttp2(`https://127.0.0.1:${exporter.app.port}`, { ca: rootCert });
      session.on('error', () => {});
      sessions.push(session);
      const stream = session.request({ ':path': '/healthz', cookie: 'x'.repeat(50_000) });
      return new Promise((resolve, reject) => {
        stream.on('response', (head) => resolve(Number(head[':status'])));
        stream.on('error', reject);
        stream.resume();
      });
    };
    for (let i = 0; i < 2 * MOST; i++) expect(await open()).toBe(200);
    await eventually(() => expect(sessions.filter(({ closed, destroyed }) => closed || destroyed).length).toBe(MOST));
    for (const session of sessions) session.destroy();
  });
});
