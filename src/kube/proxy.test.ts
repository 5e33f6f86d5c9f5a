import { describe, expect, it } from 'vitest';
import { checkProxy, proxyOf } from './proxy.ts';

const HTTPS_PROXY = 'http://proxy:3128';
/** URL, NO_PROXY, and whether it is excepted: golang.org/x/net/http/httpproxy, useProxy and init. */
const exceptions: readonly (readonly [url: string, noProxy: string, excepted: boolean])[] = [
  ['https://api.example.com', '', false],
  ['https://api.example.com', 'example.com', true],
  ['https://example.com', 'example.com', true],
  ['https://badexample.com', 'example.com', false],
  ['https://api.example.com', '.example.com', true],
  ['https://example.com', '.example.com', false],
  ['https://api.example.com', '*.example.com', true],
  ['https://example.com', '*.example.com', false],
  ['https://API.Example.COM', ' eXample.com ', true],
  ['https://api.example.com', 'a, ,api.example.com,', true],
  ['https://api.example.com:6443', 'example.com:6443', true],
  ['https://api.example.com:6443', 'example.com:443', false],
  ['https://api.example.com', 'example.com:443', true],
  ['https://api.example.com', '.example.com:443', true],
  ['https://api.example.com', 'example.com:80', false],
  ['https://api.example.com', '*', true],
  ['https://10.96.0.1', '*', true],
  ['https://api.example.com', '*,other', true],
  ['https://api.example.com', '**', false],
  ['https://api.example.com', '*example.com', false],
  ['https://api.example.com', ':443', false],
  ['https://api.example.com', 'http://api.example.com', false],
  ['https://bücher.example', 'bücher.example', true],
  ['https://bücher.example', 'xn--bcher-kva.example', true],
  ['https://10.96.0.1', '10.0.0.0/8,.svc', true],
  ['https://10.96.0.1', '10.96.0.0/12', true],
  ['https://10.96.0.1', '10.112.0.0/12', false],
  ['https://10.96.0.1', '10.96.0.1', true],
  ['https://10.96.0.1', '10.96.0.1:443', true],
  ['https://10.96.0.1:6443', '10.96.0.1:443', false],
  ['https://10.96.0.1', '10.96.0.1/32', true],
  ['https://10.96.0.1', '0.0.0.0/0', true],
  ['https://10.96.0.1', '10.96.0.0/33', false],
  ['https://10.96.0.1', '10.96', false],
  ['https://10.96.0.1', '.1', false],
  ['https://10.96.0.1', '::ffff:10.96.0.1', true],
  ['https://10.96.0.1', '::ffff:10.0.0.0/104', true],
  ['https://10.96.0.1', '::/0', false],
  ['https://[fd00::1]', 'fd00::/8', true],
  ['https://[fd00::1]', 'fe00::/8', false],
  ['https://[fd00::1]', 'fd00:0:0::1', true],
  ['https://[fd00::1]', '[fd00::1]:443', true],
  ['https://[fd00::1]:6443', '[fd00::1]:443', false],
  // A bracket without a port is no address to Go.
  ['https://[fd00::1]', '[fd00::1]', false],
  ['https://[::ffff:10.0.0.1]', '10.0.0.0/8', true],
  ['https://localhost', '', true],
  ['https://localhost:6443', '', true],
  ['https://127.8.9.1', '', true],
  ['https://[::1]', '', true],
  ['https://local.localhost', '', false],
];

describe('proxyOf', () => {
  it.each(exceptions)('%s with NO_PROXY=%s: %s', (url, NO_PROXY, excepted) => {
    expect(proxyOf(new URL(url), { HTTPS_PROXY, NO_PROXY })).toBe(excepted ? undefined : HTTPS_PROXY);
  });

  it.each([
    ['https://a', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'http://a:1'],
    ['https://a', { HTTPS_PROXY: '', https_proxy: 'http://b:2' }, 'http://b:2'],
    ['https://a', { HTTP_PROXY: 'http://a:1' }, undefined],
    ['http://a', { HTTP_PROXY: 'http://a:1' }, 'http://a:1'],
    ['http://a', { http_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'http://a:1'],
    ['https://a', { ALL_PROXY: 'http://a:1' }, undefined],
    ['https://a', { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'b', no_proxy: 'a' }, 'http://a:1'],
    ['https://a', { HTTPS_PROXY: 'http://a:1', no_proxy: 'a' }, undefined],
    ['https://a', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128'],
    ['https://a', { HTTPS_PROXY: '10.0.0.1:3128' }, 'http://10.0.0.1:3128'],
    ['https://a', { HTTPS_PROXY: 'u:p@proxy:3128' }, 'http://u:p@proxy:3128'],
    ['https://a', { HTTPS_PROXY: 'socks5://u:p@proxy:1080' }, 'socks5://u:p@proxy:1080'],
    ['https://a', { HTTPS_PROXY: 'socks5h://proxy' }, 'socks5h://proxy'],
    ['https://a', { HTTPS_PROXY: 'https://proxy', REQUEST_METHOD: 'GET' }, 'https://proxy'],
  ])('%s with %j: %s', (url, env, proxy) => {
    expect(proxyOf(new URL(url), env)).toBe(proxy);
  });

  it.each([
    ['https://a', { HTTPS_PROXY: 'ftp://u:secret@p' }, 'HTTPS_PROXY: expected a URL'],
    ['https://a', { https_proxy: 'http://u:secret@:1' }, 'https_proxy: expected a URL'],
    ['http://a', { HTTP_PROXY: 'http://p', REQUEST_METHOD: 'GET' }, 'HTTP_PROXY: not used where REQUEST_METHOD is set'],
  ])('%s with %j is refused', (url, env, message) => {
    const ask = (): unknown => proxyOf(new URL(url), env);
    expect(ask).toThrow(message);
    expect(ask).not.toThrow('secret');
  });

  it('does not mind a bad proxy that is not used', () => {
    expect(proxyOf(new URL('https://a'), { HTTPS_PROXY: 'ftp://p', NO_PROXY: 'a' })).toBeUndefined();
  });
});

it('takes no URL without a scheme for the proxy of a kubeconfig', () => {
  expect(() => checkProxy('proxy:3128', 'x')).toThrow('x: expected a URL');
  expect(checkProxy('socks5://proxy', 'x')).toBe('socks5://proxy');
});
