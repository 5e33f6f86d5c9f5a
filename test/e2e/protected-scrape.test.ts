import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterEach, describe, expect, it } from 'vitest';
import { clientCert, clientKey, intermediateCert, rootCert, serverChain, serverKey } from '../support/pki.ts';
import { eventually, freePort, has, loopbackPorts, program, run } from '../support/process.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-protected-'));
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

/** Values of a query. */
type Query = (text: string) => Promise<readonly number[]>;

/** Scrapes both ports of an exporter with the given flags; `how`: the settings of the Prometheus jobs. */
async function scrape(flags: readonly string[], how: string): Promise<Query> {
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const { port, telemetryPort, listen } = await loopbackPorts();
  const simulator = run(program, ['simulate', '--pods=50', '--nodes=3', `--port=${apiPort}`]);
  stops.push(() => simulator.stop());
  const exporter = run(program, [`--apiserver=http://127.0.0.1:${apiPort}`, ...listen, ...flags]);
  stops.push(() => exporter.stop());
  await exporter.waitFor('first sync complete');
  const job = (name: string, target: number): string =>
    `  - job_name: ${name}\n    static_configs: [{targets: ['127.0.0.1:${target}']}]\n${how}`;
  const intervals = 'global: {scrape_interval: 1s, scrape_timeout: 1s}\n';
  const config = write(
    'prometheus.yml',
    `${intervals}scrape_configs:\n${job('metrics', port)}${job('telemetry', telemetryPort)}`,
  );
  const prometheus = run('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${mkdtempSync(path.join(tmpdir(), 'ksm-tsdb-'))}`,
    `--web.listen-address=127.0.0.1:${webPort}`,
  ]);
  stops.push(() => prometheus.stop());
  return async (text) => {
    const answer = await fetch(`http://127.0.0.1:${webPort}/api/v1/query?query=${encodeURIComponent(text)}`);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map(({ value }) => Number(value[1]));
  };
}

describe.skipIf(!has('prometheus'))('a real Prometheus', () => {
  const web = write(
    'web.yml',
    `tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: clients.crt
basic_auth_users:
  prometheus: ${hashSync('secret', 10)}
`,
  );
  write('server.crt', serverChain);
  write('server.key', serverKey);
  write('clients.crt', `${rootCert}${intermediateCert}`);
  write('root.crt', rootCert);
  write('client.crt', clientCert);
  write('client.key', clientKey);
  const tls = `    scheme: https
    tls_config: {ca_file: ${folder}/root.crt, cert_file: ${folder}/client.crt, key_file: ${folder}/client.key}
`;

  it('scrapes with TLS, a client certificate and a password, over HTTP/2', async () => {
    const query = await scrape(
      [`--tls-config=${web}`],
      `${tls}    basic_auth: {username: prometheus, password: secret}\n`,
    );
    await eventually(async () => expect(await query('count_over_time(up[1m]) >= 5')).toHaveLength(2), 30_000);
    expect(await query('sum_over_time(up[1m]) == count_over_time(up[1m])')).toHaveLength(2);
    expect(await query('count(kube_node_info)')).toEqual([3]);
  });

  it('gets nothing with a wrong password', async () => {
    const query = await scrape(
      [`--tls-config=${web}`],
      `${tls}    basic_auth: {username: prometheus, password: wrong}\n`,
    );
    await eventually(async () => expect(await query('count_over_time(up[1m]) >= 3')).toHaveLength(2), 30_000);
    expect(await query('sum(sum_over_time(up[1m]))')).toEqual([0]);
    expect(await query('kube_node_info')).toEqual([]);
  });
});
