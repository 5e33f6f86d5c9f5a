import type { Files } from '../base/files.ts';
import type { Environment } from '../base/ports.ts';
import { certificatesOf } from './pem.ts';

/** Files with the certificates that Linux systems trust, the first one that can be read; from Go's crypto/x509/root_linux.go. */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
/** Folders with such certificates, all of which are read. */
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/**
 * Reads the certificates that the system trusts, as Go does on Linux (crypto/x509/root_unix.go): SSL_CERT_FILE in place of the usual
 * files, and SSL_CERT_DIR, which may name several folders with colons between, in place of the usual folders. Undefined where neither
 * is set and the system has none: Node's own list is used then, so that an image without a trust store works.
 */
export function readSystemRoots(files: Files, env: Environment): readonly string[] | undefined {
  const roots = new Set<string>();
  const add = (file: string): boolean => {
    const text = tryRead(files, file);
    for (const certificate of text === undefined ? [] : certificatesOf(text)) roots.add(certificate);
    return text !== undefined;
  };
  (env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : FILES).some(add);
  for (const folder of env.SSL_CERT_DIR ? env.SSL_CERT_DIR.split(':') : FOLDERS) {
    for (const name of tryList(files, folder)) add(`${folder}/${name}`);
  }
  const isNamed = Boolean(env.SSL_CERT_FILE || env.SSL_CERT_DIR);
  return roots.size === 0 && !isNamed ? undefined : [...roots];
}

function tryRead(files: Files, file: string): string | undefined {
  try {
    return files.readNow(file).toString('latin1');
  } catch {
    return undefined;
  }
}

function tryList(files: Files, folder: string): readonly string[] {
  try {
    return files.listNow(folder);
  } catch {
    return [];
  }
}
