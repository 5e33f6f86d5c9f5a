import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { ServerRequest, ServerResponse } from '../base/network.ts';
import { BasicAuth, readBasic } from './basic-auth.ts';
import { TokenBucket } from './token-bucket.ts';
import { WebPolicy, type WebRules } from './web-policy.ts';

let clock: TestClock;
let compared: [string, string][];
/** A hash is here the password with a dollar before it. */
const passwords = {
  matches: async (password: string, hash: string) => {
    compared.push([password, hash]);
    return hash === `$${password}`;
  },
};
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const users = new Map([['me', '$secret']]);

beforeEach(() => {
  [clock, compared] = [new TestClock(), []];
});

describe('BasicAuth', () => {
  it('lets users with their password pass, and compares each pair once', async () => {
    const auth = new BasicAuth(passwords, clock);
    for (let i = 0; i < 3; i++) {
      expect(await auth.check(basic('me', 'secret'), users)).toBe(true);
      expect(await auth.check(basic('me', 'wrong'), users)).toBe(false);
    }
    expect(compared).toHaveLength(2);
  });

  it('compares for users that do not exist too, with a hash of nobody', async () => {
    const auth = new BasicAuth(passwords, clock);
    expect(await auth.check(basic('you', 'secret'), users)).toBe(false);
    expect(compared).toEqual([['secret', expect.stringMatching(/^\$2y\$10\$.{53}$/)]]);
  });

  it('takes a changed hash at once', async () => {
    const auth = new BasicAuth(passwords, clock);
    expect(await auth.check(basic('me', 'secret'), users)).toBe(true);
    expect(await auth.check(basic('me', 'secret'), new Map([['me', '$other']]))).toBe(false);
  });

  it('bounds the comparisons that wait', async () => {
    let release = (): void => {};
    const slow = { matches: () => new Promise<boolean>((resolve) => (release = () => resolve(true))) };
    const auth = new BasicAuth(slow, clock);
    const asked = Array.from({ length: 40 }, (_, i) => auth.check(basic('me', `p${i}`), users));
    const settled: unknown[] = [];
    for (const each of asked) void each.then((result) => settled.push(result));
    for (let i = 0; i < 200; i++) {
      await clock.turn();
      release();
    }
    expect(settled.filter((result) => result === 'busy')).toHaveLength(8);
    expect(settled.filter((result) => result === true)).toHaveLength(32);
  });

  it.each([
    [undefined, undefined],
    ['Basic', undefined],
    ['Basic !!!', undefined],
    [`Basic ${Buffer.from('no colon').toString('base64')}`, undefined],
    ['Bearer abc', undefined],
    [basic('a', 'b:c'), { user: 'a', password: 'b:c' }],
    [basic('', ''), { user: '', password: '' }],
  ])('reads %j', (header, read) => expect(readBasic(header)).toEqual(read));
});

it('TokenBucket lets a burst pass, and one more each interval', () => {
  const bucket = new TokenBucket(clock, 2, 1_000);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
  clock.pass(999);
  expect(bucket.take()).toBe(false);
  clock.pass(1);
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  clock.pass(1e9);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
  expect(new TokenBucket(clock, 0, 1_000).take()).toBe(false);
});

describe('WebPolicy', () => {
  const rules: WebRules = { headers: new Map([['X-Frame-Options', 'deny']]), users, rateLimit: undefined };

  async function ask(policy: WebPolicy, authorization?: string) {
    const headers: Record<string, string> = {};
    let status = 0;
    const response = {
      setHeader: (name: string, value: string) => {
        headers[name] = value;
      },
      writeHead: (code: number) => {
        status = code;
      },
      end: () => {},
    } as unknown as ServerResponse;
    const request = { method: 'GET', headers: { authorization } } as unknown as ServerRequest;
    const url = new URL('http://localhost/livez');
    await policy.protect((_, answer) => void answer.writeHead(200))(request, response, url);
    return { status, headers };
  }

  it('sets headers on every answer, and asks for a user', async () => {
    const policy = new WebPolicy(rules, passwords, clock);
    expect(await ask(policy)).toEqual({
      status: 401,
      headers: { 'X-Frame-Options': 'deny', 'WWW-Authenticate': 'Basic' },
    });
    expect(await ask(policy, basic('me', 'secret'))).toEqual({ status: 200, headers: { 'X-Frame-Options': 'deny' } });
    policy.renew({ ...rules, users: new Map() });
    expect((await ask(policy)).status).toBe(200);
  });

  it('limits the rate before anything else', async () => {
    const policy = new WebPolicy({ ...rules, rateLimit: { burst: 1, intervalMs: 1_000 } }, passwords, clock);
    expect((await ask(policy)).status).toBe(401);
    expect((await ask(policy)).status).toBe(429);
    clock.pass(1_000);
    expect((await ask(policy, basic('me', 'secret'))).status).toBe(200);
  });
});
