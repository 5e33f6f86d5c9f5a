import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { HttpRequest, HttpResponse, Network } from '../base/network.ts';
import { systemFiles as files } from '../system/files.ts';
import { openProvider } from './oidc.ts';

const issuer = 'https://issuer.test/realm/';
const jwt = (expiresSeconds: number): string =>
  `h.${Buffer.from(JSON.stringify({ exp: expiresSeconds })).toString('base64url')}.s`;

let clock: TestClock;
let sent: HttpRequest[];
let token: (request: HttpRequest) => [status: number, body: unknown];
beforeEach(() => {
  [clock, sent] = [new TestClock(), []];
  token = () => [200, { id_token: jwt(3600 + clock.unixMs() / 1000), refresh_token: 'second' }];
});

const response = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: {},
  abort: () => {},
  body: {
    more: async () => true,
    async *[Symbol.asyncIterator]() {
      yield [Buffer.from(JSON.stringify(body))];
    },
  },
});

function open(config: Record<string, string>) {
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    sent.push(request);
    if (request.method === 'GET') return response(200, { token_endpoint: 'https://issuer.test/token' });
    return response(...token(request));
  };
  const network = { connect: () => ({ send, close: () => {}, destroy: async () => {} }) } as unknown as Network;
  const named = { name: 'oidc', config: { 'idp-issuer-url': issuer, 'client-id': 'c', ...config } };
  const log = { info: () => {}, warn: () => {} };
  return openProvider(named, 'users["u"].user.auth-provider', { clock, files, env: {}, log, network });
}

/** By client-go, plugin/pkg/client/auth/oidc/oidc.go. */
describe('OpenID Connect', () => {
  it('sends the ID token until 10 s before its expiry, then a renewed one', async () => {
    const provider = open({ 'id-token': jwt(100), 'refresh-token': 'first', 'client-secret': 's' });
    const first = await provider.current();
    expect(first.authorization).toBe(`Bearer ${jwt(100)}`);
    clock.pass(89_000);
    expect(await provider.current()).toBe(first);
    clock.pass(2_000);
    const [second, same] = await Promise.all([provider.current(), provider.current()]);
    expect(second).toBe(same);
    expect(second.authorization).toBe(`Bearer ${jwt(3600 + 91)}`);
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://issuer.test/realm/.well-known/openid-configuration',
      'POST https://issuer.test/token',
    ]);
    expect(sent[1]!.body).toBe('grant_type=refresh_token&refresh_token=first&client_id=c&client_secret=s');
    clock.pass(4_000_000);
    await provider.current();
    expect(sent[3]!.body).toContain('refresh_token=second');
  });

  it('waits after a renewal that fails, and names what fails', async () => {
    token = () => [400, { error: 'invalid_grant' }];
    const provider = open({ 'refresh-token': 'first' });
    for (let i = 0; i < 3; i++)
      await expect(provider.current()).rejects.toThrow('https://issuer.test/token: status 400');
    expect(sent).toHaveLength(2);
    clock.pass(10_000);
    token = () => [200, { id_token: jwt(9e9) }];
    expect((await provider.current()).authorization).toBe(`Bearer ${jwt(9e9)}`);
  });

  it.each([
    [{ 'id-token': jwt(0) }, 'the id-token has expired, and there is no refresh-token'],
    [{ 'id-token': 'none' }, 'config.id-token: not a JSON Web Token'],
  ])('rejects with %j', async (config, message) => {
    await expect(open(config).current()).rejects.toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringContaining(message),
    });
  });

  it('needs an issuer and a client', () => {
    expect(() => open({ 'client-id': '' })).toThrow('config.client-id: missing');
  });
});
