import { CodedError, errorText } from '../base/errors.ts';
import { parseUtc } from '../base/utc-time.ts';
import { checkPair, validUntilMs } from './client-certificate.ts';
import type { PluginCluster, TrustConfig } from './cluster-config.ts';
import { Fields } from './fields.ts';
import type { KeyPair } from './identity.ts';
import { parseYaml } from './yaml.ts';

/** The credentials that a plugin has written. */
export interface ExecCredential {
  /** Empty: none. */
  readonly token: string;
  readonly pair: KeyPair | undefined;
  /** Undefined: they are good until the server refuses them. */
  readonly expiresUnixMs: number | undefined;
}

/**
 * Writes the value of KUBERNETES_EXEC_INFO, by which a plugin is told who calls it (client.authentication.k8s.io, ExecCredential). A
 * daemon has no terminal, so `interactive` is always false.
 */
export function encodeExecInfo(apiVersion: string, cluster: object | undefined): string {
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion,
    spec: { ...(cluster && { cluster }), interactive: false },
  });
}

/** Describes a cluster for a plugin with `provideClusterInfo`, by the fields of a kubeconfig (client-go, rest/exec.go). */
export function execCluster(
  { server, proxyUrl, disableCompression, config }: PluginCluster,
  { insecure, serverName }: TrustConfig,
  caText: string,
): object {
  return {
    server,
    ...(serverName !== '' && { 'tls-server-name': serverName }),
    ...(insecure && { 'insecure-skip-tls-verify': true }),
    ...(caText !== '' && { 'certificate-authority-data': Buffer.from(caText).toString('base64') }),
    ...(proxyUrl !== '' && { 'proxy-url': proxyUrl }),
    ...(disableCompression && { 'disable-compression': true }),
    config: config ?? null,
  };
}

/**
 * Decodes the standard output of a plugin, in JSON or YAML. Throws CREDENTIALS with `where`; the message holds nothing of the output,
 * which may be a secret.
 */
export function decodeExecCredential(stdout: string, apiVersion: string, where: string): ExecCredential {
  const at = `${where}: standard output`;
  const top = new Fields(parseYaml(stdout, at), `${at}: `);
  const [kind, version] = [top.text('kind'), top.text('apiVersion')];
  if (kind !== 'ExecCredential' || version !== apiVersion) {
    const found = kind === '' && version === '' ? 'neither kind nor apiVersion' : `kind "${kind}" of "${version}"`;
    throw new CodedError('CREDENTIALS', `${at}: expected kind ExecCredential of ${apiVersion}, found ${found}`);
  }
  const status = top.optional('status');
  if (!status) throw new CodedError('CREDENTIALS', `${at}: has no status`);
  const [token, cert, key] = ['token', 'clientCertificateData', 'clientKeyData'].map((name) => status.text(name));
  if (!token && !cert && !key) throw new CodedError('CREDENTIALS', `${at}: status has no token and no certificate`);
  if (!cert !== !key) {
    const missing = cert ? 'clientKeyData' : 'clientCertificateData';
    throw new CodedError('CREDENTIALS', `${at}: status.${missing}: missing; certificate and key belong together`);
  }
  const pair = cert && key ? pairOf({ cert, key }, at) : undefined;
  return { token: token!, pair, expiresUnixMs: expiryOf(status) ?? (pair && validUntilMs(pair.cert)) };
}

function pairOf(pair: KeyPair, at: string): KeyPair {
  try {
    return checkPair(pair);
  } catch (error) {
    throw new CodedError('CREDENTIALS', `${at}: status.clientCertificateData: ${errorText(error)}`);
  }
}

function expiryOf(status: Fields): number | undefined {
  const text = status.text('expirationTimestamp');
  if (text === '') return undefined;
  const at = parseUtc(text);
  if (at === undefined) {
    throw new CodedError('CREDENTIALS', `${status.at('expirationTimestamp')}: expected a time in RFC 3339`);
  }
  return at;
}
