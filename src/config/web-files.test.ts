import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl } from '../../test/support/certificates.ts';
import { systemFiles } from '../system/files.ts';
import { loadWeb } from './web-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-web-'));
function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

const load = (text: string) => loadWeb(write('web.yml', text), systemFiles);

it('reads plain HTTP from an empty file', () => {
  expect(load('')).toMatchObject({ tls: undefined, filenames: [path.join(folder, 'web.yml')] });
});

describe.skipIf(!hasOpenssl)('certificates', () => {
  beforeAll(() => {
    for (const name of ['a', 'b']) {
      const files = ['-keyout', path.join(folder, `${name}.key`), '-out', path.join(folder, `${name}.crt`)];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
      execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', ...files, '-days', '1', '-subj', '/CN=a'], {
        stdio: 'ignore',
      });
    }
  });

  it('are read from files next to the configuration', () => {
    const { tls, filenames } = load('tls_server_config: {cert_file: a.crt, key_file: a.key}');
    expect(tls).toMatchObject({ cert: expect.stringContaining('BEGIN CERTIFICATE'), http2: true, clientAuth: 'none' });
    expect(filenames.map((name) => path.basename(name))).toEqual(['web.yml', 'a.crt', 'a.key']);
  });

  it('of clients are anchors one by one; what is no certificate is skipped', () => {
    write(
      'ca.pem',
      `# comment\n${systemFiles.readNow(path.join(folder, 'a.crt'))}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    );
    const keys = 'cert_file: a.crt, key_file: a.key, client_ca_file: ca.pem, client_auth_type: VerifyClientCertIfGiven';
    expect(load(`tls_server_config: {${keys}}`).tls?.clientCa).toHaveLength(1);
  });

  it('come with the suites, curves and versions of OpenSSL', () => {
    const keys = 'cert_file: a.crt, key_file: a.key, min_version: TLS10, curve_preferences: [CurveP521, X25519]';
    const suites = 'cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]';
    expect(load(`tls_server_config: {${keys}, ${suites}}`).tls).toMatchObject({
      minVersion: 'TLSv1',
      curves: 'P-521:X25519',
      ciphers: expect.stringMatching(/^TLS_AES.*:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0$/),
    });
  });

  it.each([
    ['cert_file: none.crt, key_file: a.key', 'none.crt: no such file'],
    ['cert_file: a.key, key_file: a.key', 'a.key: expected a certificate in PEM'],
    ['cert_file: a.crt, key_file: a.crt', 'a.crt: expected a private key in PEM without a password'],
    ['cert_file: a.crt, key_file: b.key', 'b.key: not the key of the certificate in '],
    ['cert: text, key_file: a.key', 'tls_server_config.cert: expected a certificate in PEM'],
    ['cert_file: ., key_file: a.key', 'expected a file, found a directory'],
  ])('are refused with their file: %s', (keys, message) => {
    expect(() => load(`tls_server_config: {${keys}}`)).toThrow(message);
  });
});
