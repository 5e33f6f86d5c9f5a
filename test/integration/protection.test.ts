import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { hashSync } from 'bcryptjs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exporter, eventually, someCluster, startExporter } from '../support/harness.ts';
import { clientCert, clientKey, intermediateCert, rootCert, serverChain, serverKey } from '../support/pki.ts';
import { startSimulator } from '../support/simulator.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-protection-'));
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
write('server.crt', serverChain);
write('server.key', serverKey);
write('clients.crt', `${rootCert}${intermediateCert}`);

async function start(web: string | undefined, ...flags: string[]): Promise<Exporter> {
  const simulator = await startSimulator({
    cluster: someCluster(20),
    permissions: {
      tokens: { 'good-token': 'prometheus', 'other-token': 'guest' },
      allows: (user, verb, name) => user === 'prometheus' && verb === 'get' && name === '/metrics',
    },
  });
  stops.push(() => simulator.stop());
  const args = web === undefined ? [] : [`--tls-config=${write('web.yml', web)}`];
  const exporter = await startExporter(simulator, ['--resources=nodes', ...args, ...flags]);
  stops.push(() => exporter.app.stop());
  await exporter.app.synced;
  return exporter;
}

interface Ask {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly client?: boolean;
  readonly port?: number;
}

/** Status of the answer over TLS, and its text; rejects where the connection is closed. */
function ask({ app }: Exporter, { path = '/metrics', headers = {}, client = false, port }: Ask = {}): Promise<string> {
  const certificate = client ? { cert: clientCert, key: clientKey } : {};
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: port ?? app.port, path, headers, ca: rootCert, agent: false as const };
    request({ ...options, ...certificate }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

const TLS = 'cert_file: server.crt, key_file: server.key';
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('a web configuration', () => {
  it('serves both ports by TLS, to HTTP/1.1 and HTTP/2', async () => {
    const exporter = await start(`tls_server_config: {${TLS}}`);
    expect(await ask(exporter)).toMatch(/^200 .*kube_node_info\{/s);
    expect(await ask(exporter, { path: '/readyz', port: exporter.app.telemetryPort })).toBe('200 OK');
    const session = connectHttp2(`https://127.0.0.1:${exporter.app.port}`, { ca: rootCert });
    const text = await new Promise<string>((resolve, reject) => {
      const stream = session.request({ ':path': '/metrics' });
      let got = '';
      stream.on('data', (piece: Buffer) => (got += piece));
      stream.on('end', () => resolve(got));
      stream.on('error', reject);
    });
    session.close();
    expect(text).toContain('kube_node_info{');
    await expect(fetch(`http://127.0.0.1:${exporter.app.port}/metrics`)).rejects.toThrow();
  });

  it.each([
    ['h2', 'http2: true'],
    ['http/1.1', 'http2: false'],
  ])('offers %s with %s', async (protocol, key) => {
    const { app } = await start(`tls_server_config: {${TLS}}\nhttp_server_config: {${key}}`);
    const socket = connectTls({ host: '127.0.0.1', port: app.port, ca: rootCert, ALPNProtocols: ['h2', 'http/1.1'] });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.alpnProtocol).toBe(protocol);
    socket.destroy();
  });

  it.each([
    ['NoClientCert', '', true, true],
    ['RequestClientCert', '', true, true],
    ['RequireAnyClientCert', '', false, true],
    ['VerifyClientCertIfGiven', 'client_ca_file: clients.crt', true, true],
    ['RequireAndVerifyClientCert', 'client_ca_file: clients.crt', false, true],
    ['RequireAndVerifyClientCert', 'client_ca_file: server.crt, client_allowed_sans: [nobody]', false, false],
  ])('%s {%s}: without a certificate %s, with one %s', async (type, keys, without, given) => {
    for (const http2 of [true, false]) {
      const exporter = await start(
        `tls_server_config: {${TLS}, client_auth_type: ${type}${keys && `, ${keys}`}}\nhttp_server_config: {http2: ${http2}}`,
      );
      const passes = async (client: boolean): Promise<boolean> =>
        ask(exporter, { client }).then(
          (text) => text.startsWith('200'),
          () => false,
        );
      expect([await passes(false), await passes(true)]).toEqual([without, given]);
    }
  });

  it('wants a user, also for probes, and never says whose password was wrong', async () => {
    const exporter = await start(`tls_server_config: {${TLS}}\nbasic_auth_users: {me: "${hashSync('secret', 4)}"}`);
    expect(await ask(exporter)).toBe('401 Unauthorized\n');
    expect(await ask(exporter, { path: '/livez' })).toMatch(/^401/);
    expect(await ask(exporter, { headers: basic('me', 'wrong') })).toBe('401 Unauthorized\n');
    expect(await ask(exporter, { headers: basic('you', 'secret') })).toBe('401 Unauthorized\n');
    expect(await ask(exporter, { headers: basic('me', 'secret') })).toMatch(/^200 .*kube_node_info\{/s);
    expect(await ask(exporter, { path: '/livez', headers: basic('me', 'secret') })).toBe('200 OK');
  });

  it('takes up new users and rules without closing connections, and keeps them where a file is bad', async () => {
    const exporter = await start(`tls_server_config: {${TLS}}`);
    const session = connectHttp2(`https://127.0.0.1:${exporter.app.port}`, { ca: rootCert });
    await new Promise((resolve) => session.once('connect', resolve));
    write('web.yml', `tls_server_config: {${TLS}}\nbasic_auth_users: {me: "${hashSync('secret', 4)}"}`);
    await eventually(async () => expect(await ask(exporter)).toMatch(/^401/));
    expect(session.closed).toBe(false);
    write('web.yml', 'tls_server_config: {cert_file: none.crt, key_file: server.key}');
    await eventually(() =>
      expect(exporter.logs.map(({ text }) => text).join('\n')).toContain('none.crt: no such file'),
    );
    expect(await ask(exporter)).toMatch(/^401/);
    session.destroy();
  });
});

describe('the authentication filter', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('asks the API server for both ports', async () => {
    const exporter = await start(undefined, '--auth-filter');
    const status = async (name: string, headers = {}): Promise<number> => (await exporter.get(name, headers)).status;
    expect(await status('/metrics')).toBe(401);
    expect(await status('/metrics', bearer('no-token'))).toBe(401);
    expect(await status('/metrics', bearer('other-token'))).toBe(403);
    expect(await status('/metrics', bearer('good-token'))).toBe(200);
    expect(await status('/metrics/', bearer('good-token'))).toBe(403);
    expect(await status('/nope')).toBe(401);
    for (const open of ['/livez', '/healthz']) expect(await status(open)).toBe(200);
    expect((await exporter.telemetry('/metrics')).status).toBe(401);
    expect((await exporter.telemetry('/readyz')).status).toBe(200);
  });
});
