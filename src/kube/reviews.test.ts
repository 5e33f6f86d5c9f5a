import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { CodedError } from '../base/errors.ts';
import type { ApiWrite, Transport } from '../model/transport.ts';
import { openReviews } from './reviews.ts';

const user = { name: 'me', uid: '1', groups: ['g'], extra: { k: ['v'] } };
let clock: TestClock;
let sent: ApiWrite[];
let answers: (readonly [number, string] | Error)[];

const transport = {
  get: async () => {
    throw new Error('not asked');
  },
  send: async (request: ApiWrite) => {
    sent.push(request);
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    const pieces = async function* () {
      yield [Buffer.from(answer[1])];
    };
    const body = Object.assign(pieces(), { more: async () => true });
    return { status: answer[0], contentType: 'application/json', retryAfterMs: undefined, body };
  },
} satisfies Transport;

const open = (...audiences: string[]) => openReviews({ transport, clock, audiences });
const status = (of: object) => [201, JSON.stringify({ status: of })] as const;

beforeEach(() => {
  [clock, sent, answers] = [new TestClock(), [], []];
});

describe('reviews', () => {
  it('authenticate a token', async () => {
    answers = [status({ authenticated: true, user: { username: 'me', uid: '1', groups: ['g'], extra: { k: ['v'] } } })];
    expect(await open().authenticate('t')).toEqual(user);
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/apis/authentication.k8s.io/v1/tokenreviews' });
    expect(JSON.parse(sent[0]!.body)).toEqual({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token: 't' },
    });
    answers = [status({ authenticated: false, error: 'no' }), status({})];
    expect(await open().authenticate('t')).toBeUndefined();
    expect(await open().authenticate('t')).toBeUndefined();
  });

  it('take a token for one of the audiences only', async () => {
    const authenticated = { authenticated: true, user: { username: 'me' } };
    answers = [
      status({ ...authenticated, audiences: ['b'] }),
      status({ ...authenticated, audiences: ['x'] }),
      status(authenticated),
    ];
    const reviews = open('a', 'b');
    expect(await reviews.authenticate('t')).toMatchObject({ name: 'me' });
    expect(await reviews.authenticate('t')).toBeUndefined();
    expect(await reviews.authenticate('t')).toBeUndefined();
    expect(JSON.parse(sent[0]!.body).spec).toEqual({ token: 't', audiences: ['a', 'b'] });
  });

  it.each([
    [{ allowed: true }, true],
    [{ allowed: false }, false],
    [{ allowed: true, denied: true }, false],
    [{}, false],
    [{ allowed: 'true' }, false],
  ])('authorize by %j: %s', async (of, allowed) => {
    answers = [status(of)];
    expect(await open().authorize(user, { path: '/metrics', verb: 'get' })).toBe(allowed);
    expect(JSON.parse(sent[0]!.body)).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: 'me',
        uid: '1',
        groups: ['g'],
        extra: { k: ['v'] },
        nonResourceAttributes: { path: '/metrics', verb: 'get' },
      },
    });
  });

  it('are repeated while the server is overloaded or away', async () => {
    answers = [[429, ''], new CodedError('API_UNREACHABLE', 'away'), [500, ''], status({ allowed: true })];
    const answer = open().authorize(user, { path: '/', verb: 'get' });
    await clock.passSlowly(5_000, 100);
    expect(await answer).toBe(true);
    expect(sent).toHaveLength(4);
  });

  it.each([
    [[403, 'no'] as const, 'the API server answered 403'],
    [[201, '<html>'] as const, 'expected a review with a status'],
    [new CodedError('CREDENTIALS', 'no token'), 'no token'],
  ])('are not repeated after %j', async (answer, message) => {
    answers = [answer];
    await expect(open().authenticate('t')).rejects.toThrow(message);
    expect(sent).toHaveLength(1);
  });
});
