import { clientCert, clientKey, serverKey } from '../pki.ts';
import { anonymous, asTok, base64, https, one, type Rule } from './rule.ts';

/** Credentials of users. */
export const users: readonly Rule[] = [
  {
    name: 'a token file, relative to the kubeconfig',
    source: 'loader.go ResolveLocalPaths',
    files: { ...one(https, { tokenFile: 'sub/token' }), 'sub/token': ' tok \n' },
    expect: asTok,
  },
  {
    name: 'a token file before a token',
    source: 'transport/round_trippers.go NewBearerAuthWithRefreshRoundTripper',
    files: { ...one(https, { token: 'old', tokenFile: 'token' }), token: 'tok\n' },
    expect: asTok,
  },
  {
    name: 'a token where the token file is not there',
    source: 'transport/round_trippers.go bearerAuthRoundTripper',
    files: one(https, { token: 'tok', tokenFile: 'missing' }),
    expect: asTok,
  },
  {
    name: 'a token file that is not there',
    source: 'client_config.go',
    files: one(https, { tokenFile: 'missing' }),
    expect: { refused: /users\["u"\]\.user\.tokenFile .*missing/ },
  },
  {
    name: 'a token file that is empty',
    source: 'transport/token_source.go',
    files: { ...one(https, { tokenFile: 'token' }), token: '\n' },
    expect: { refused: /tokenFile .*the file is empty/ },
  },
  {
    name: 'no token over plain HTTP',
    source: 'client_config.go ClientConfig',
    files: one({ server: '$HTTP' }, { token: 'tok' }),
    expect: { over: 'http' },
  },
  {
    name: 'no password over plain HTTP',
    source: 'client_config.go ClientConfig',
    files: one({ server: '$HTTP' }, { username: 'me', password: 'pw' }),
    expect: { over: 'http' },
  },
  {
    name: 'user and password',
    source: 'transport/round_trippers.go',
    files: one(https, { username: 'mé', password: 'p:w' }),
    expect: { over: 'https', authorization: `Basic ${base64('mé:p:w')}` },
  },
  {
    name: 'a password without a user',
    source: 'transport/config.go HasBasicAuth',
    files: one(https, { password: 'pw' }),
    expect: anonymous,
  },
  {
    name: 'a token and a password',
    source: 'validation.go validateAuthInfo',
    files: one(https, { token: 't', username: 'me' }),
    expect: { refused: /users\["u"\]\.user: token cannot be combined/ },
  },
  {
    name: 'a token file and a user',
    source: 'transport/round_trippers.go HTTPWrappersForConfig',
    files: { ...one(https, { tokenFile: 'token', username: 'me' }), token: 't' },
    expect: { refused: /username cannot be combined with tokenFile/ },
  },
  {
    name: 'impersonation',
    source: 'transport/round_trippers.go impersonatingRoundTripper',
    files: one(https, {
      token: 'tok',
      as: 'mönitor',
      'as-uid': '12',
      'as-groups': ['viewers', 'sre'],
      'as-user-extra': { 'a/b%': ['1', '2'] },
    }),
    expect: {
      ...asTok,
      impersonate: [
        'impersonate-extra-a%2fb%25: 1',
        'impersonate-extra-a%2fb%25: 2',
        'impersonate-group: sre',
        'impersonate-group: viewers',
        'impersonate-uid: 12',
        'impersonate-user: mönitor',
      ],
    },
  },
  {
    name: 'impersonation over plain HTTP',
    source: 'client_config.go ClientConfig',
    files: one({ server: '$HTTP' }, { token: 'tok', as: 'm' }),
    expect: { over: 'http', impersonate: ['impersonate-user: m'] },
  },
  {
    name: 'groups without a user',
    source: 'validation.go validateAuthInfo',
    files: one(https, { 'as-groups': ['a'] }),
    expect: { refused: /need "as"/ },
  },
  {
    name: 'a client certificate as data',
    source: 'client_config.go',
    files: one(https, { 'client-certificate-data': base64(clientCert), 'client-key-data': base64(clientKey) }),
    expect: { ...anonymous, client: 'client.test' },
  },
  {
    name: 'a client certificate from files, and a token',
    source: 'client_config.go',
    files: {
      ...one(https, { 'client-certificate': 'c.crt', 'client-key': 'c.key', token: 'tok' }),
      'c.crt': clientCert,
      'c.key': clientKey,
    },
    expect: { ...asTok, client: 'client.test' },
  },
  {
    name: 'a client certificate as data with its key in a file',
    source: 'transport/transport.go loadTLSFiles',
    files: {
      ...one(https, { 'client-certificate-data': base64(clientCert), 'client-key': 'c.key' }),
      'c.key': clientKey,
    },
    expect: { ...anonymous, client: 'client.test' },
  },
  {
    name: 'a client certificate as data and as a file',
    source: 'validation.go validateAuthInfo',
    files: {
      ...one(https, {
        'client-certificate': 'c.crt',
        'client-certificate-data': base64(clientCert),
        'client-key-data': base64(clientKey),
      }),
      'c.crt': clientCert,
    },
    expect: { refused: /client-certificate and client-certificate-data are both given/ },
  },
  {
    name: 'a client certificate without a key',
    source: 'validation.go validateAuthInfo',
    files: one(https, { 'client-certificate-data': base64(clientCert) }),
    expect: { refused: /client-key: missing/ },
  },
  {
    name: 'a key without a certificate',
    source: 'validation.go validateAuthInfo',
    files: one(https, { 'client-key-data': base64(clientKey), token: 'tok' }),
    expect: asTok,
  },
  {
    name: 'the key of another certificate',
    source: 'crypto/tls X509KeyPair',
    files: one(https, { 'client-certificate-data': base64(clientCert), 'client-key-data': base64(serverKey) }),
    expect: { refused: /the key is not that of the certificate/ },
  },
  {
    name: 'a client certificate file that is not there',
    source: 'validation.go validateAuthInfo',
    files: one(https, { 'client-certificate': 'c.crt', 'client-key-data': base64(clientKey) }),
    expect: { refused: /users\["u"\]\.user\.client-certificate: \S+: no such file/ },
  },
  {
    name: 'the same, over plain HTTP',
    source: 'validation.go validateAuthInfo',
    files: one({ server: '$HTTP' }, { 'client-certificate': 'c.crt', 'client-key-data': base64(clientKey) }),
    expect: { refused: /client-certificate: \S+: no such file/ },
  },
  {
    name: 'an auth provider that was removed',
    source: 'plugin/pkg/client/auth/gcp',
    files: one(https, { 'auth-provider': { name: 'gcp' } }),
    expect: { refused: /auth-provider\.name: the provider "gcp" has been removed/ },
  },
  {
    name: 'an auth provider that is not known',
    source: 'rest/plugin.go',
    files: one(https, { 'auth-provider': { name: 'x' } }),
    expect: { refused: /the provider "x" is not known/ },
  },
  {
    name: 'an ID token',
    source: 'plugin/pkg/client/auth/oidc',
    files: one(https, {
      'auth-provider': {
        name: 'oidc',
        config: {
          'idp-issuer-url': 'https://i',
          'client-id': 'c',
          'id-token': `a.${Buffer.from('{"exp":9999999999}').toString('base64url')}.c`,
        },
      },
    }),
    expect: { over: 'https', authorization: `Bearer a.${Buffer.from('{"exp":9999999999}').toString('base64url')}.c` },
  },
];
