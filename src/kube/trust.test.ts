import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientCert, intermediateCert, rootCert, serverKey } from '../../test/support/pki.ts';
import { systemFiles as files } from '../system/files.ts';
import { systemTrust, type TrustConfig } from './cluster-config.ts';
import { readSystemRoots } from './system-roots.ts';
import { Trust } from './trust.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'ksm-trust-'));
const write = (text: string, name = 'ca.crt', dir = folder()): string => {
  const file = path.join(dir, name);
  writeFileSync(file, text);
  return file;
};

function open(config: Partial<TrustConfig>, env: Record<string, string> = {}): { trust: Trust; lines: string[] } {
  const lines: string[] = [];
  const log = { info: () => {}, warn: (_: object, text: string) => void lines.push(text) };
  return { trust: new Trust({ ...systemTrust, where: 'x', ...config }, { files, env, log }), lines };
}

describe('a CA file', () => {
  it('stays the same array while it is the same, and follows the file', async () => {
    const file = write(rootCert);
    const { trust } = open({ file });
    const first = await trust.current();
    expect(first).toEqual([rootCert]);
    expect(await trust.current()).toBe(first);
    writeFileSync(file, intermediateCert);
    expect(await trust.current()).toEqual([intermediateCert]);
  });

  it.each(['', serverKey, rootCert.slice(0, 100)])('keeps what it had where the file becomes %j', async (text) => {
    const file = write(rootCert);
    const { trust, lines } = open({ file });
    writeFileSync(file, text);
    expect(await trust.current()).toEqual([rootCert]);
    expect(lines).toHaveLength(1);
  });

  it.each(['', serverKey])('is refused where it is %j at first', (text) => {
    expect(() => open({ file: write(text) })).toThrow('has no certificate in PEM');
  });

  it('gives way to the trust of the system while it may miss and cannot be read', async () => {
    const [file, system] = [write('later'), write(rootCert)];
    const { trust, lines } = open({ file, mayMiss: true }, { SSL_CERT_FILE: system, SSL_CERT_DIR: '/missing' });
    expect(await trust.current()).toEqual([rootCert]);
    expect(lines[0]).toContain('trusting what the system trusts');
    writeFileSync(file, intermediateCert);
    expect(await trust.current()).toEqual([intermediateCert]);
  });
});

it('trusts an https proxy by the CA of the cluster or by the system', async () => {
  const env = { SSL_CERT_FILE: write(clientCert), SSL_CERT_DIR: '/missing' };
  expect(await open({ data: rootCert }, env).trust.forProxy()).toEqual([rootCert, clientCert]);
  expect(await open({}, env).trust.forProxy()).toEqual([clientCert]);
});

describe('the trust of the system', () => {
  const without = { ...files, readNow: () => fail(), listNow: () => fail() };
  const fail = (): never => {
    throw new Error('not there');
  };

  it('is undefined where the system has none, and empty where what is named has none', () => {
    expect(readSystemRoots(without, {})).toBeUndefined();
    expect(readSystemRoots(files, { SSL_CERT_FILE: '/missing', SSL_CERT_DIR: '/missing' })).toEqual([]);
  });

  it('joins a file and all files of folders, without links within a folder', () => {
    const dir = folder();
    write(`${rootCert}${clientCert}`, 'a.pem', dir);
    write(intermediateCert, 'b.txt', dir);
    symlinkSync('a.pem', path.join(dir, '0.0'));
    symlinkSync('missing', path.join(dir, '1.0'));
    expect(files.listNow(dir)).toEqual(['a.pem', 'b.txt']);
    const env = { SSL_CERT_FILE: write(clientCert), SSL_CERT_DIR: `/missing::${dir}` };
    expect(readSystemRoots(files, env)).toEqual([clientCert, rootCert, intermediateCert]);
  });

  it('reads the first file of the system that is there', () => {
    const seen: string[] = [];
    const system = {
      ...without,
      readNow: (file: string) => {
        seen.push(file);
        if (file !== '/etc/pki/tls/certs/ca-bundle.crt') return fail();
        return Buffer.from(rootCert);
      },
    };
    expect(readSystemRoots(system, {})).toEqual([rootCert]);
    expect(seen).toEqual(['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt']);
  });
});
