import { anonymous, base64, ca, https, one, type Rule } from './rule.ts';

/** By names, as loopback addresses are never proxied; the proxy takes every name for this machine. */
const far = 'api.test';
const farHttps = { server: `https://${far}:$PORT`, ...ca };
const asked = `CONNECT ${far}:$PORT`;

/** Proxies. */
export const proxies: readonly Rule[] = [
  {
    name: 'HTTPS_PROXY',
    source: 'httpproxy',
    files: one(farHttps),
    env: { HTTPS_PROXY: '$PROXY' },
    expect: { ...anonymous, proxy: asked },
  },
  {
    name: 'https_proxy without a scheme',
    source: 'httpproxy parseProxy',
    files: one(farHttps),
    env: { https_proxy: '127.0.0.1:$PROXYPORT' },
    expect: { ...anonymous, proxy: asked },
  },
  {
    name: 'credentials of the proxy',
    source: 'net/http Transport',
    files: one(farHttps),
    env: { HTTPS_PROXY: 'http://us%40er:p%3Ass@127.0.0.1:$PROXYPORT' },
    expect: { ...anonymous, proxy: `${asked} Basic ${base64('us@er:p:ss')}` },
  },
  {
    name: 'NO_PROXY for another name and port',
    source: 'httpproxy useProxy',
    files: one(farHttps),
    env: { HTTPS_PROXY: '$PROXY', NO_PROXY: `other.test,${far}:1,10.0.0.0/8,test.,.api.test` },
    expect: { ...anonymous, proxy: asked },
  },
  {
    name: 'loopback is not proxied',
    source: 'httpproxy useProxy',
    files: one(https),
    env: { HTTPS_PROXY: '$PROXY' },
    expect: anonymous,
  },
  {
    name: 'proxy-url',
    source: 'client_config.go ClientConfig',
    files: one({ ...farHttps, 'proxy-url': '$PROXY' }),
    expect: { ...anonymous, proxy: asked },
  },
  {
    name: 'proxy-url before the environment, for loopback too',
    source: 'client_config.go ClientConfig',
    files: one({ ...https, 'proxy-url': '$PROXY' }),
    env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' },
    expect: { ...anonymous, proxy: 'CONNECT 127.0.0.1:$PORT' },
  },
  {
    name: 'proxy-url without a scheme',
    source: 'helpers.go parseProxyURL',
    files: one({ ...https, 'proxy-url': '127.0.0.1:3128' }),
    expect: { refused: /clusters\["c"\]\.cluster\.proxy-url: expected a URL with scheme/ },
  },
  {
    name: 'proxy-url of another scheme, with a password',
    source: 'helpers.go parseProxyURL',
    files: one({ ...https, 'proxy-url': 'ftp://u:secret@p' }),
    expect: { refused: /proxy-url: (?!.*secret)expected a URL with scheme/ },
  },
];
