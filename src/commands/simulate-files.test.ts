import { describe, expect, it } from 'vitest';
import { certificates, hasOpenssl } from '../../test/support/certificates.ts';
import type { Files } from '../base/files.ts';
import type { SimulateFlags } from './simulate.ts';
import { readRbac, readServerIdentity } from './simulate-files.ts';

const { cert, key } = hasOpenssl ? certificates().server : { cert: '', key: '' };
const texts: Readonly<Record<string, string>> = {
  cert,
  key,
  empty: '\n',
  binary: '\u0001\u0002',
  bad: 'a: [1,\n b: {\n',
};
const files = {
  readNow(path: string): Buffer {
    const code = path === 'folder' ? 'EISDIR' : 'ENOENT';
    if (!(path in texts)) throw Object.assign(new Error(code), { code });
    return Buffer.from(texts[path]!);
  },
} as Files;
const identity = (tlsCert: string, tlsKey: string) => readServerIdentity({ tlsCert, tlsKey } as SimulateFlags, files);

describe.skipIf(!hasOpenssl)('the certificate of the simulated API server', () => {
  it('is read with its key, if it is asked for', () => {
    expect(identity('', '')).toBeUndefined();
    expect(identity('cert', 'key')).toEqual({ cert, key });
  });

  it.each([
    ['cert', '', '--tls-cert: requires --tls-key'],
    ['', 'key', '--tls-key: requires --tls-cert'],
    ['missing', 'key', '--tls-cert missing: no such file'],
    ['cert', 'folder', '--tls-key folder: expected a file, found a directory'],
    ['empty', 'key', '--tls-cert empty: the file is empty'],
    ['cert', 'empty', '--tls-key empty: the file is empty'],
    ['binary', 'key', '--tls-cert binary: expected a certificate in PEM'],
    ['cert', 'binary', '--tls-key binary: expected the private key of cert in PEM'],
  ])('is refused in one line: %s, %s', (tlsCert, tlsKey, message) => {
    expect(() => identity(tlsCert, tlsKey)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }));
  });
});

it.each([
  ['missing', /^--rbac missing: no such file$/],
  ['empty', /^--rbac empty: the file is empty$/],
  ['bad', /^--rbac bad: [^\n]+ at line \d+, column \d+$/],
])('refuses the roles of a file in one line: %s', (rbac, message) => {
  const flags = { rbac, rbacUser: '' } as SimulateFlags;
  expect(() => readRbac(flags, files)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
});
