import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { CertificateConfig } from './cluster-config.ts';
import type { CredentialLog, KeyPair } from './identity.ts';
import { certificatesOf } from './pem.ts';

/** A client certificate, read again with each request where it comes from files (client-go, transport/cert_rotation.go). */
export class ClientCertificate {
  private readonly config: CertificateConfig;
  private readonly files: Files;
  private readonly log: CredentialLog;
  private pair: KeyPair;

  /** Reads the files. Throws CREDENTIALS where they are no certificate with its key. */
  constructor(config: CertificateConfig, files: Files, log: CredentialLog) {
    this.config = config;
    this.files = files;
    this.log = log;
    const { certData, certFile, keyData, keyFile, where } = config;
    const text = (file: string): string => files.readNow(file).toString('utf8');
    try {
      this.pair = checkPair({ cert: certData || text(certFile), key: keyData || text(keyFile) });
    } catch (error) {
      throw new CodedError('CREDENTIALS', `${where}: ${errorText(error)}`, error);
    }
  }

  /** Returns the pair, the same object while it is the same. */
  async current(): Promise<KeyPair> {
    const { certData, certFile, keyData, keyFile, where } = this.config;
    if (certData !== '' || keyData !== '') return this.pair;
    try {
      const [cert, key] = (await Promise.all([certFile, keyFile].map((file) => this.files.read(file)))).map(String);
      const isNew = cert !== this.pair.cert || key !== this.pair.key;
      if (isNew) this.pair = checkPair({ cert: cert!, key: key! });
    } catch (error) {
      // Certificate and key are two files, one of which may be the old one still.
      this.log.warn(
        { where, error: errorText(error) },
        'the client certificate cannot be read; keeping the one before',
      );
    }
    return this.pair;
  }
}

/** Returns the pair if the key is that of the certificate. Throws an error without any of their text. */
export function checkPair(pair: KeyPair): KeyPair {
  const [first] = certificatesOf(pair.cert);
  if (first === undefined) throw new Error('has no certificate in PEM that can be read');
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pair.key);
  } catch {
    throw new Error('the key cannot be read: expected a private key in PEM without a passphrase');
  }
  if (!new X509Certificate(first).checkPrivateKey(key)) throw new Error('the key is not that of the certificate');
  return pair;
}

/** Returns the time until which the first certificate of a PEM text is valid, in Unix milliseconds. */
export function validUntilMs(cert: string): number {
  const [first] = certificatesOf(cert);
  return first === undefined ? Number.NaN : new X509Certificate(first).validToDate.getTime();
}
