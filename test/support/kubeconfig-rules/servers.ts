import { asTok, base64, ca, https, one, type Rule } from './rule.ts';

/** Addresses of API servers. */
export const servers: readonly Rule[] = [
  {
    name: 'a path in the server',
    source: 'rest/url_utils.go DefaultServerURL',
    files: one({ server: '$HTTPS/k8s/clusters/c-abc/', ...ca }, { token: 'tok' }),
    expect: { ...asTok, base: '/k8s/clusters/c-abc' },
  },
  {
    name: 'no scheme: plain HTTP without credentials',
    source: 'rest/config.go IsConfigTransportTLS',
    files: one({ server: '127.0.0.1:$HTTPPORT', ...ca }, { token: 'tok' }),
    expect: { over: 'http' },
  },
  {
    name: 'no scheme and a path',
    source: 'rest/url_utils.go DefaultServerURL',
    files: one({ server: '127.0.0.1:$HTTPPORT/a' }),
    expect: { refused: /has a path but no scheme/ },
  },
  {
    name: 'another scheme',
    source: 'net/http',
    files: one({ server: 'ftp://127.0.0.1' }),
    expect: { refused: /expected an http or https URL/ },
  },
  {
    name: 'IPv6',
    source: 'net/url',
    files: one({ server: 'https://[::1]:$PORT', ...ca }, { token: 'tok' }),
    expect: asTok,
  },
  {
    name: 'a scheme in capitals, a query and a fragment',
    source: 'client_config.go ClientConfig',
    files: one({ server: 'HTTPS://127.0.0.1:$PORT/a?b=c#d', ...ca }, { token: 'tok' }),
    expect: { ...asTok, base: '/a' },
  },
  {
    name: 'credentials in the URL',
    source: 'net/http Client.send',
    files: one({ server: 'http://me:p%40w@127.0.0.1:$HTTPPORT' }),
    expect: { over: 'http', authorization: `Basic ${base64('me:p@w')}` },
  },
  {
    name: '--apiserver alone has no credentials',
    source: 'client_config.go BuildConfigFromFlags',
    files: {},
    args: ['--apiserver=$HTTP'],
    expect: { over: 'http' },
  },
  {
    name: '--apiserver with a kubeconfig replaces the server and its name',
    source: 'client_config.go getCluster',
    files: one({ ...https, server: 'https://nowhere:1', 'tls-server-name': 'wrong.test' }, { token: 'tok' }),
    args: ['--kubeconfig=$DIR/config', '--apiserver=$HTTPS'],
    expect: asTok,
  },
  {
    name: '--apiserver with an empty kubeconfig',
    source: 'client_config.go getCluster',
    files: { config: '' },
    args: ['--kubeconfig=$DIR/config', '--apiserver=$HTTP'],
    expect: { over: 'http' },
  },
];
