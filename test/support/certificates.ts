import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { has } from './process.ts';

/** Certificates for tests, PEM texts. */
export interface Certificates {
  readonly root: string;
  /** A CA that the root has issued. */
  readonly intermediate: string;
  /** A server at 127.0.0.1, localhost and api.test, whose certificate the intermediate CA has issued; its chain is sent. */
  readonly server: { readonly cert: string; readonly key: string };
}

/** Whether certificates can be made here. */
export const hasOpenssl = has('openssl');

let made: Certificates | undefined;

/** Makes certificates by openssl, once for each process. */
export function certificates(): Certificates {
  made ??= make(mkdtempSync(path.join(tmpdir(), 'ksm-certificates-')));
  return made;
}

const CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n';
const SERVER = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:api.test\nextendedKeyUsage=serverAuth,clientAuth\n';

function make(folder: string): Certificates {
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const issue = (name: string, issuer: string, extensions: string): void => {
    writeFileSync(path.join(folder, `${name}.ext`), `${extensions}authorityKeyIdentifier=keyid\n`);
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
    openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    const by = ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    const what = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-extfile', `${name}.ext`, '-days', '2'];
    openssl('x509', '-req', ...what, ...by);
  };
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'root.key');
  const self = ['req', '-x509', '-new', '-key', 'root.key', '-subj', '/CN=root', '-days', '2', '-out', 'root.crt'];
  openssl(...self, '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign');
  issue('intermediate', 'root', CA);
  issue('server', 'intermediate', SERVER);
  const intermediate = read('intermediate.crt');
  return {
    root: read('root.crt'),
    intermediate,
    server: { cert: read('server.crt') + intermediate, key: read('server.key') },
  };
}
