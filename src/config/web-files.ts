import { createPrivateKey, X509Certificate } from 'node:crypto';
import { errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { ServerTls } from '../base/network.ts';
import { ConfigFault, readTextFile } from './config-files.ts';
import { CIPHER_SUITES, CURVES } from './tls-names.ts';
import { type PemSource, parseWebConfig, type WebConfig, type WebTls } from './web-config.ts';

/** A web configuration with the contents of its files. */
export interface LoadedWeb {
  readonly config: WebConfig;
  /** Undefined: plain HTTP. */
  readonly tls: ServerTls | undefined;
  /** Every file whose changes matter. */
  readonly filenames: readonly string[];
}

const FLAG = '--tls-config';
/** OpenSSL's suites of TLS 1.3, which a list of suites always keeps, as in Go. */
const TLS13_SUITES = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads a web configuration and the certificates that it names. Throws ConfigFault with all problems. */
export function loadWeb(filename: string, files: Files): LoadedWeb {
  const { config, problems } = parseWebConfig(readTextFile(filename, FLAG, files), filename);
  if (problems.length > 0) throw new ConfigFault(problems.join('\n'), undefined);
  const { tls } = config;
  if (!tls) return { config, tls: undefined, filenames: [filename] };
  const named = [tls.cert, tls.key, tls.clientCa].flatMap((source) =>
    source && 'file' in source ? [source.file] : [],
  );
  return { config, tls: serverTls(tls, config.http2, files), filenames: [filename, ...named] };
}

function serverTls(tls: WebTls, http2: boolean, files: Files): ServerTls {
  const read = (source: PemSource): string => ('file' in source ? readTextFile(source.file, FLAG, files) : source.text);
  const [cert, key] = [read(tls.cert), read(tls.key)];
  checkPair(cert, key, tls);
  const clientCa = tls.clientCa && (read(tls.clientCa).match(BLOCK) ?? []).filter(isCertificate);
  // OpenSSL refuses the signatures of old versions at its usual level of security.
  const old = tls.minVersion === 'TLSv1' || tls.minVersion === 'TLSv1.1';
  const chosen = tls.cipherSuites.map((name) => CIPHER_SUITES.get(name)!);
  const suites = chosen.length > 0 ? [...TLS13_SUITES, ...chosen].join(':') : old ? 'DEFAULT' : undefined;
  return {
    cert,
    key,
    http2,
    clientAuth: tls.clientAuth,
    clientCa,
    allowedSans: tls.allowedSans,
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    ciphers: suites && old ? `${suites}:@SECLEVEL=0` : suites,
    curves: tls.curves.length > 0 ? tls.curves.map((name) => CURVES.get(name)!).join(':') : undefined,
    honorCipherOrder: tls.preferServerCipherSuites,
  };
}

/** Says which file is to blame before TLS would. Never shows the key. */
function checkPair(cert: string, key: string, tls: WebTls): void {
  const name = (source: PemSource, field: string): string => ('file' in source ? source.file : field);
  const [certName, keyName] = [name(tls.cert, 'tls_server_config.cert'), name(tls.key, 'tls_server_config.key')];
  const parsed = attempt(
    () => new X509Certificate(cert),
    (why) => `${certName}: expected a certificate in PEM: ${why}`,
  );
  const privateKey = attempt(
    () => createPrivateKey(key),
    () => `${keyName}: expected a private key in PEM without a password`,
  );
  if (!parsed.checkPrivateKey(privateKey))
    throw new ConfigFault(`${FLAG}: ${keyName}: not the key of the certificate in ${certName}`, undefined);
}

function attempt<T>(make: () => T, describe: (why: string) => string): T {
  try {
    return make();
  } catch (error) {
    throw new ConfigFault(`${FLAG}: ${describe(errorText(error))}`, undefined);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    // As Go's AppendCertsFromPEM, which skips it.
    return false;
  }
}
