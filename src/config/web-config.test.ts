import { describe, expect, it } from 'vitest';
import { parseWebConfig } from './web-config.ts';

const HASH = `$2y$10$${'a'.repeat(53)}`;
const parse = (text: string) => parseWebConfig(text, '/etc/web.yml');
const problems = (text: string) => parse(text).problems.map((line) => line.replace('/etc/web.yml', 'web'));
const TLS = 'cert_file: a.crt, key_file: a.key';

describe('parseWebConfig', () => {
  it.each(['', '# nothing', '{}', 'tls_server_config: {}'])('takes %j as plain HTTP for everybody', (text) => {
    expect(parse(text)).toEqual({
      config: { tls: undefined, http2: true, headers: new Map(), users: new Map(), rateLimit: undefined },
      problems: [],
    });
  });

  it('reads every key', () => {
    const { config, problems: none } = parse(`
tls_server_config:
  cert_file: tls/a.crt
  key_file: /abs/a.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.crt
  client_allowed_sans: [a.example, 10.0.0.1]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
  curve_preferences: [CurveP256, X25519]
  prefer_server_cipher_suites: no
http_server_config:
  http2: off
  headers: { X-Frame-Options: deny, Content-Security-Policy: "default-src 'self'" }
rate_limit: { burst: 3, interval: 2s }
basic_auth_users: { me: ${HASH} }
`);
    expect(none).toEqual([]);
    expect(config).toEqual({
      tls: {
        cert: { file: '/etc/tls/a.crt' },
        key: { file: '/abs/a.key' },
        clientCa: { file: '/etc/ca.crt' },
        clientAuth: 'require-and-verify',
        allowedSans: ['a.example', '10.0.0.1'],
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        cipherSuites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
        curves: ['CurveP256', 'X25519'],
        preferServerCipherSuites: false,
      },
      http2: false,
      headers: new Map([
        ['X-Frame-Options', 'deny'],
        ['Content-Security-Policy', "default-src 'self'"],
      ]),
      users: new Map([['me', HASH]]),
      rateLimit: { burst: 3, intervalMs: 2_000 },
    });
  });

  it('takes certificates inline, and an interval in nanoseconds', () => {
    const { config } = parse('tls_server_config: {cert: C, key: K}\nrate_limit: {interval: 1000000000}');
    expect(config.tls).toMatchObject({ cert: { text: 'C' }, key: { text: 'K' }, clientAuth: 'none' });
    expect(config.rateLimit).toEqual({ burst: 0, intervalMs: 1_000 });
  });

  it.each<[string, string[]]>([
    ['tls_config: {}', ['web:1: unknown key tls_config']],
    ['tls_server_config:\n  cert_fil: a', ['web:2: tls_server_config: unknown key cert_fil']],
    ['basic_auth_users: {}\nbasic_auth_users: {}', ['web:2: Map keys must be unique']],
    ['- a', ['web:1: expected a mapping']],
    ['tls_server_config: text', ['web:1: tls_server_config: expected a mapping']],
    ['http_server_config: {http2: maybe}', ['web:1: http_server_config.http2: expected true or false']],
    ['rate_limit:\n  burst: many\n  interval: 3', ['web:2: rate_limit.burst: expected a whole number']],
    ['rate_limit: {interval: soon}', ['web:1: rate_limit.interval: expected a duration such as 1s']],
    ['tls_server_config: {cipher_suites: A}', ['web:1: tls_server_config.cipher_suites: expected a list of texts']],
    ['basic_auth_users: [a]', ['web:1: basic_auth_users: expected a mapping of texts']],
    ['tls_server_config: {cert_file: a}', ['web: tls_server_config.key_file: expected this key, or key']],
    ['tls_server_config: {key: a}', ['web: tls_server_config.cert_file: expected this key, or cert']],
    [
      `tls_server_config: {${TLS}, client_auth_type: Never}`,
      [
        'web: tls_server_config.client_auth_type: expected one of NoClientCert, RequestClientCert, RequireClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert, found "Never"',
      ],
    ],
    [
      `tls_server_config: {${TLS}, client_ca_file: c}`,
      ['web: tls_server_config.client_auth_type: expected a policy that uses the CA for client certificates'],
    ],
    [
      `tls_server_config: {${TLS}, min_version: TLS14}`,
      ['web: tls_server_config.min_version: expected one of TLS13, TLS12, TLS11, TLS10, found "TLS14"'],
    ],
    [
      `tls_server_config: {${TLS}, curve_preferences: [P1]}`,
      ['web: tls_server_config.curve_preferences: expected one of CurveP256, CurveP384, CurveP521, X25519, found "P1"'],
    ],
    [
      `tls_server_config: {${TLS}, cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]}`,
      [expect.stringMatching(/^web: tls_server_config\.cipher_suites: HTTP\/2 needs one of /) as unknown as string],
    ],
    [
      'http_server_config: {headers: {X-Other: a}}',
      [
        'web: http_server_config.headers.X-Other: expected one of Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection, Content-Security-Policy',
      ],
    ],
    [
      'http_server_config: {headers: {X-Frame-Options: allow}}',
      ['web: http_server_config.headers.X-Frame-Options: expected deny or sameorigin, found "allow"'],
    ],
    ['basic_auth_users: {me: secret}', ['web: basic_auth_users.me: expected a bcrypt hash']],
  ])('refuses %j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('never shows a password or a key', () => {
    const shown = problems('basic_auth_users: {me: hunter2}\ntls_server_config: {key: hunter2, key_file: [hunter2]}');
    expect(shown.join()).not.toContain('hunter2');
    expect(shown).not.toEqual([]);
  });
});
