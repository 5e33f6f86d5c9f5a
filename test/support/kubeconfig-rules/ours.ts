import { asTok, ca, config, https, one, type Rule } from './rule.ts';

/** By a name, as loopback addresses are never proxied. */
const far = 'api.test';
const farHttps = { server: `https://${far}:$PORT`, ...ca };

/** Rows where kube-state-metrics ends with an error, and this program does not. */
export const ours: readonly Rule[] = [
  {
    name: 'KUBECONFIG with several files',
    source: 'loader.go NewDefaultClientConfigLoadingRules, Load',
    files: {
      'a/config': JSON.stringify({ 'current-context': '', users: [{ name: 'u', user: { tokenFile: 'token' } }] }),
      'a/token': 'tok',
      'b/config': config({ ...https, server: '$HTTPS' }, { token: 'second', as: 'lost' }),
    },
    args: [],
    env: { KUBECONFIG: '$DIR/missing::$DIR/a/config:$DIR/b/config' },
    expect: asTok,
    peer: { refused: /no configuration has been provided/ },
  },
  {
    name: 'no configuration at all',
    source: 'client_config.go',
    files: {},
    args: [],
    expect: { refused: /no service account found/ },
  },
  {
    name: 'a proxy that is no URL',
    source: 'httpproxy, which ignores it',
    files: one(farHttps),
    env: { HTTPS_PROXY: 'http://u:secret@:bad' },
    expect: { refused: /HTTPS_PROXY: (?!.*secret)expected a URL/ },
    peer: { refused: /api\.test/ },
  },
  {
    name: 'a proxy in a CGI program',
    source: 'httpproxy proxyForURL',
    files: one({ server: `http://${far}:$HTTPPORT` }),
    env: { HTTP_PROXY: '$PROXY', REQUEST_METHOD: 'GET' },
    expect: { refused: /HTTP_PROXY: not used where REQUEST_METHOD is set/ },
  },
];
