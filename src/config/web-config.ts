import path from 'node:path';
import { CIPHER_SUITES, CURVES, HTTP2_CIPHER_SUITES, TLS_VERSIONS, type TlsVersion } from './tls-names.ts';
import { readShape, type ShapeValue } from './yaml-shape.ts';

/** Keys of the web configuration of the Prometheus exporter toolkit (https://github.com/prometheus/exporter-toolkit/tree/master/docs). */
const SHAPE = {
  tls_server_config: {
    cert: 'text',
    key: 'text',
    client_ca: 'text',
    cert_file: 'text',
    key_file: 'text',
    client_auth_type: 'text',
    client_ca_file: 'text',
    cipher_suites: 'texts',
    curve_preferences: 'texts',
    min_version: 'text',
    max_version: 'text',
    prefer_server_cipher_suites: 'bool',
    client_allowed_sans: 'texts',
  },
  http_server_config: { http2: 'bool', headers: 'textMap' },
  rate_limit: { burst: 'int', interval: 'durationMs' },
  basic_auth_users: 'textMap',
} as const;

/** Keys by which a web configuration is told from other files. */
export const WEB_KEYS: readonly string[] = Object.keys(SHAPE);

/** Policies for client certificates by Go's names. */
const CLIENT_AUTH = {
  NoClientCert: 'none',
  RequestClientCert: 'request',
  RequireClientCert: 'require',
  RequireAnyClientCert: 'require',
  VerifyClientCertIfGiven: 'verify-if-given',
  RequireAndVerifyClientCert: 'require-and-verify',
} as const;

/** Policy for client certificates. */
export type ClientAuth = (typeof CLIENT_AUTH)[keyof typeof CLIENT_AUTH];

/** PEM text, or the path of a file that holds it. */
export type PemSource = { readonly text: string } | { readonly file: string };

/** TLS of a web configuration. */
export interface WebTls {
  readonly cert: PemSource;
  readonly key: PemSource;
  readonly clientCa: PemSource | undefined;
  readonly clientAuth: ClientAuth;
  /** Undefined: any. */
  readonly allowedSans: readonly string[] | undefined;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** By Go's names; empty: the default ones. They concern TLS 1.2 and older only. */
  readonly cipherSuites: readonly string[];
  readonly curves: readonly string[];
  readonly preferServerCipherSuites: boolean;
}

/** A web configuration. */
export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: WebTls | undefined;
  readonly http2: boolean;
  readonly headers: ReadonlyMap<string, string>;
  /** Hashes of passwords by user; empty: everybody. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: { readonly burst: number; readonly intervalMs: number } | undefined;
}

/** Response headers that can be set, with the values that are permitted where they are an enumeration. */
const HEADERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Strict-Transport-Security', []],
  ['X-Content-Type-Options', ['nosniff']],
  ['X-Frame-Options', ['deny', 'sameorigin']],
  ['X-XSS-Protection', []],
  ['Content-Security-Policy', []],
]);

/** Parses a web configuration; relative paths are taken from the folder of `file`. Problems are a line each. */
export function parseWebConfig(
  text: string,
  file: string,
): { readonly config: WebConfig; readonly problems: readonly string[] } {
  const { value, problems } = readShape(text, file, SHAPE);
  const http2 = value.http_server_config?.http2 ?? true;
  const headers = value.http_server_config?.headers ?? new Map<string, string>();
  const users = value.basic_auth_users ?? new Map<string, string>();
  const { burst = 0, interval: intervalMs = 0 } = value.rate_limit ?? {};
  const tls = value.tls_server_config ?? {};
  const found = problems.length > 0 ? [] : [...checkTls(tls, http2), ...checkHeaders(headers), ...checkUsers(users)];
  const config: WebConfig = {
    tls: hasTls(tls) ? tlsOf(tls, path.dirname(file)) : undefined,
    http2,
    headers,
    users,
    rateLimit: intervalMs === 0 ? undefined : { burst, intervalMs },
  };
  return { config, problems: [...problems, ...found.map((problem) => `${file}: ${problem}`)] };
}

type TlsKeys = ShapeValue<(typeof SHAPE)['tls_server_config']>;

function hasTls({ cert, key, cert_file, key_file, client_ca, client_ca_file, client_auth_type }: TlsKeys): boolean {
  return Boolean(cert || key || cert_file || key_file || client_ca || client_ca_file || client_auth_type);
}

function checkTls(tls: TlsKeys, http2: boolean): readonly string[] {
  const problems: string[] = [];
  const report = (key: string, problem: string): void => void problems.push(`tls_server_config.${key}: ${problem}`);
  const unknown = (key: string, names: readonly string[] | undefined, known: ReadonlyMap<string, unknown>): void => {
    for (const name of names ?? [])
      if (!known.has(name)) report(key, `expected one of ${[...known.keys()].join(', ')}, found "${name}"`);
  };
  unknown('cipher_suites', tls.cipher_suites, CIPHER_SUITES);
  unknown('curve_preferences', tls.curve_preferences, CURVES);
  unknown('min_version', tls.min_version === undefined ? [] : [tls.min_version], TLS_VERSIONS);
  unknown('max_version', tls.max_version === undefined ? [] : [tls.max_version], TLS_VERSIONS);
  if (!hasTls(tls)) return problems;
  if (!tls.cert && !tls.cert_file) report('cert_file', 'expected this key, or cert');
  if (!tls.key && !tls.key_file) report('key_file', 'expected this key, or key');
  const auth = tls.client_auth_type ?? '';
  if (auth !== '' && !Object.hasOwn(CLIENT_AUTH, auth))
    report('client_auth_type', `expected one of ${Object.keys(CLIENT_AUTH).join(', ')}, found "${auth}"`);
  if ((tls.client_ca || tls.client_ca_file) && (auth === '' || auth === 'NoClientCert'))
    report('client_auth_type', 'expected a policy that uses the CA for client certificates');
  if (http2 && lacksHttp2Cipher(tls))
    report(
      'cipher_suites',
      `HTTP/2 needs one of ${HTTP2_CIPHER_SUITES.join(', ')}; or set http_server_config.http2: false`,
    );
  return problems;
}

/** RFC 7540 requires a suite of TLS 1.2, which Go's server checks. */
function lacksHttp2Cipher({ cipher_suites: suites = [], min_version: min }: TlsKeys): boolean {
  return suites.length > 0 && min !== 'TLS13' && !suites.some((name) => HTTP2_CIPHER_SUITES.includes(name));
}

function checkHeaders(headers: ReadonlyMap<string, string>): readonly string[] {
  return [...headers].flatMap(([name, value]) => {
    const where = `http_server_config.headers.${name}`;
    const permitted = HEADERS.get(name);
    if (!permitted) return [`${where}: expected one of ${[...HEADERS.keys()].join(', ')}`];
    if (permitted.length > 0 && !permitted.includes(value))
      return [`${where}: expected ${permitted.join(' or ')}, found "${value}"`];
    return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? [] : [`${where}: expected the text of a header`];
  });
}

/** Never shows a hash. */
function checkUsers(users: ReadonlyMap<string, string>): readonly string[] {
  return [...users]
    .filter(([, hash]) => !/^\$2[^$]?\$(0[4-9]|[12]\d|3[01])\$.{52,}$/.test(hash))
    .map(([user]) => `basic_auth_users.${user}: expected a bcrypt hash`);
}

function tlsOf(tls: TlsKeys, folder: string): WebTls {
  const source = (file: string | undefined, text: string | undefined): PemSource =>
    file ? { file: path.isAbsolute(file) ? file : path.join(folder, file) } : { text: text ?? '' };
  return {
    cert: source(tls.cert_file, tls.cert),
    key: source(tls.key_file, tls.key),
    clientCa: tls.client_ca_file || tls.client_ca ? source(tls.client_ca_file, tls.client_ca) : undefined,
    clientAuth: CLIENT_AUTH[(tls.client_auth_type || 'NoClientCert') as keyof typeof CLIENT_AUTH] ?? 'none',
    allowedSans: tls.client_allowed_sans,
    minVersion: TLS_VERSIONS.get(tls.min_version ?? 'TLS12') ?? 'TLSv1.2',
    maxVersion: TLS_VERSIONS.get(tls.max_version ?? 'TLS13') ?? 'TLSv1.3',
    cipherSuites: tls.cipher_suites ?? [],
    curves: tls.curve_preferences ?? [],
    preferServerCipherSuites: tls.prefer_server_cipher_suites ?? true,
  };
}
