import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { CodedError } from '../base/errors.ts';
import type { ServerRequest, ServerResponse } from '../base/network.ts';
import type { Reviews } from '../model/reviews.ts';
import { AuthFilter, bearerToken } from './auth-filter.ts';

let clock: TestClock;
let asked: string[];
let fail: Error | undefined;
let faults: string[];
let filter: AuthFilter;

const reviews: Reviews = {
  async authenticate(token) {
    asked.push(`authenticate ${token}`);
    if (fail) throw fail;
    return token === 'bad' ? undefined : { name: token.split('.')[0]!, uid: '', groups: [], extra: {} };
  },
  async authorize({ name }, { path, verb }) {
    asked.push(`authorize ${name} ${verb} ${path}`);
    if (fail) throw fail;
    return name !== 'guest';
  },
};

beforeEach(() => {
  [clock, asked, fail, faults] = [new TestClock(), [], undefined, []];
  filter = new AuthFilter({ reviews, clock, onFault: (text) => void faults.push(text) });
});

/** Status of the answer to a request; 200 where it reached the handler. */
async function ask(path: string, authorization?: string, method = 'GET'): Promise<number> {
  let status = 0;
  const response = {
    writeHead: (code: number) => {
      status = code;
    },
    end: () => {},
    setHeader: () => {},
  } as unknown as ServerResponse;
  const handler = filter.protect((_, answer) => void answer.writeHead(200));
  const request = { method, headers: { authorization } } as unknown as ServerRequest;
  await handler(request, response, new URL(path, 'http://localhost'));
  return status;
}

describe('the authentication filter', () => {
  it.each([
    [undefined, 401],
    ['', 401],
    ['Basic abc', 401],
    ['Bearer', 401],
    ['Bearer  two-blanks', 401],
    ['Bearer bad', 401],
    ['Bearer guest', 403],
    ['bearer me', 200],
    ['BEARER me more', 200],
  ])('answers %j with %d', async (authorization, status) => {
    expect(await ask('/metrics', authorization)).toBe(status);
  });

  it.each(['/healthz', '/livez', '/readyz', '/readyz?verbose', '/x/../livez'])('leaves %s open', async (path) => {
    expect(await ask(path)).toBe(200);
    expect(asked).toEqual([]);
  });

  it.each(['/', '/metrics/', '/nope', '/debug/pprof/heap', '/livez/../metrics', '/healthz/', '//healthz', '/LIVEZ'])(
    'protects %s',
    async (path) => {
      expect(await ask(path)).toBe(401);
      expect(await ask(path, 'Bearer guest')).toBe(403);
    },
  );

  it('asks for the path as the router sees it, and the method in lower case', async () => {
    await ask('/a/../metrics?resources=pods', 'Bearer me', 'HEAD');
    expect(asked).toEqual(['authenticate me', 'authorize me head /metrics']);
  });

  it('keeps a user for a minute, a permission for five, and a denial for half of one', async () => {
    for (let i = 0; i < 3; i++) await ask('/metrics', 'Bearer me');
    expect(asked).toHaveLength(2);
    clock.pass(60_000);
    await ask('/metrics', 'Bearer me');
    expect(asked.slice(2)).toEqual(['authenticate me']);
    clock.pass(240_000);
    asked.length = 0;
    await ask('/metrics', 'Bearer me');
    expect(asked).toHaveLength(2);
    await ask('/metrics', 'Bearer guest');
    clock.pass(29_000);
    asked.length = 0;
    await ask('/metrics', 'Bearer guest');
    expect(asked).toEqual([]);
    clock.pass(1_000);
    await ask('/metrics', 'Bearer guest');
    expect(asked).toEqual(['authorize guest get /metrics']);
  });

  it('keeps a token no longer than it is valid', async () => {
    const payload = Buffer.from(JSON.stringify({ exp: 10 })).toString('base64url');
    await ask('/metrics', `Bearer me.${payload}.sig`);
    clock.pass(9_999);
    await ask('/metrics', `Bearer me.${payload}.sig`);
    expect(asked.filter((line) => line.startsWith('authenticate'))).toHaveLength(1);
    clock.pass(1);
    await ask('/metrics', `Bearer me.${payload}.sig`);
    await ask('/metrics', `Bearer me.${payload}.sig`);
    expect(asked.filter((line) => line.startsWith('authenticate'))).toHaveLength(3);
  });

  it('asks once for equal tokens at a time', async () => {
    expect(await Promise.all([1, 2, 3].map(() => ask('/metrics', 'Bearer me')))).toEqual([200, 200, 200]);
    expect(asked).toHaveLength(2);
  });

  it('answers 500 where the API server fails, 503 where it cannot be asked, and keeps neither', async () => {
    fail = new CodedError('API_UNREACHABLE', 'away');
    expect(await ask('/metrics', 'Bearer me')).toBe(500);
    fail = new CodedError('CREDENTIALS', 'no token');
    expect(await ask('/metrics', 'Bearer me')).toBe(503);
    fail = undefined;
    expect(await ask('/metrics', 'Bearer me')).toBe(200);
    expect(faults).toEqual(['away', 'no token']);
  });
});

it('reads tokens as the API server does', () => {
  expect(bearerToken(' bearer abc ')).toBe('abc');
  expect(bearerToken('Bearer a b c')).toBe('a');
  expect(bearerToken('Bearerabc')).toBeUndefined();
});
