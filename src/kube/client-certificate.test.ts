import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientCert, clientKey, rootCert, serverCert, serverKey } from '../../test/support/pki.ts';
import { systemFiles as files } from '../system/files.ts';
import { ClientCertificate, checkPair, validUntilMs } from './client-certificate.ts';

describe('client certificates in files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-certificate-'));
  const [certFile, keyFile] = [path.join(folder, 'c.crt'), path.join(folder, 'c.key')];
  const put = (cert: string, key: string): void => {
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
  };
  const config = { where: 'w', certData: '', certFile, keyData: '', keyFile };
  const silent = { info: () => {}, warn: () => {} };

  it('follow the files, and stay the same object while they are the same', async () => {
    put(clientCert, clientKey);
    const certificate = new ClientCertificate(config, files, silent);
    const first = await certificate.current();
    expect(await certificate.current()).toBe(first);
    // One of the two files is replaced before the other.
    put(serverCert, clientKey);
    expect(await certificate.current()).toBe(first);
    rmSync(certFile);
    expect(await certificate.current()).toBe(first);
    put(serverCert, serverKey);
    expect(await certificate.current()).toEqual({ cert: serverCert, key: serverKey });
  });

  it('are refused where they do not belong together at first', () => {
    put(clientCert, serverKey);
    expect(() => new ClientCertificate(config, files, silent)).toThrow('w: the key is not that of the certificate');
  });
});

it('takes the first certificate of a chain for the one of the key', () => {
  expect(checkPair({ cert: clientCert + rootCert, key: clientKey }).key).toBe(clientKey);
  expect(() => checkPair({ cert: rootCert + clientCert, key: clientKey })).toThrow('not that of the certificate');
  expect(() => checkPair({ cert: clientCert, key: 'secret' })).toThrow(/^the key cannot be read(?!.*secret)/);
});

it('knows how long a certificate is valid', () => {
  expect(validUntilMs(clientCert)).toBeGreaterThan(Date.UTC(2100, 0, 1));
  expect(validUntilMs('none')).toBeNaN();
});
