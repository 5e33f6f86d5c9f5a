import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiWrite, Transport } from '../model/transport.ts';
import { type LeaseBody, microTime, readLease, writeLease } from './leases.ts';

const lease: LeaseBody = {
  name: 'l',
  namespace: 'n s',
  labels: { a: 'b' },
  annotations: {},
  spec: { holderIdentity: 'me', leaseDurationSeconds: 12 },
};

const { signal } = new AbortController();

function answering(status: number, body: string) {
  const sent: ApiWrite[] = [];
  const asked: ApiRequest[] = [];
  const answer = () => {
    const pieces = async function* () {
      yield [Buffer.from(body)];
    };
    const whole = Object.assign(pieces(), { more: async () => true });
    return { status, contentType: 'application/json', retryAfterMs: undefined, body: whole };
  };
  const transport = {
    get: async (request: ApiRequest) => {
      asked.push(request);
      return answer();
    },
    send: async (request: ApiWrite) => {
      sent.push(request);
      return answer();
    },
  } satisfies Transport;
  return { transport, sent, asked };
}

describe('writeLease', () => {
  it('creates where no version is given, and replaces that version else', async () => {
    const { transport, sent } = answering(200, '{"metadata":{"resourceVersion":"8"}}');
    expect(await writeLease(transport, lease, undefined, signal)).toBe('8');
    expect(await writeLease(transport, lease, '7', signal)).toBe('8');
    const [created, replaced] = sent.map(({ method, path, body }) => ({ method, path, body: JSON.parse(body) }));
    const collection = '/apis/coordination.k8s.io/v1/namespaces/n%20s/leases';
    expect(created).toMatchObject({ method: 'POST', path: collection, body: { kind: 'Lease', spec: lease.spec } });
    expect(created!.body.metadata).toEqual({ name: 'l', namespace: 'n s', labels: { a: 'b' }, annotations: {} });
    expect(replaced).toMatchObject({ method: 'PUT', path: `${collection}/l` });
    expect(replaced!.body.metadata.resourceVersion).toBe('7');
  });

  it('gives nothing where somebody else was faster', async () => {
    expect(await writeLease(answering(409, '{}').transport, lease, '7', signal)).toBeUndefined();
    expect(await writeLease(answering(404, '{}').transport, lease, '7', signal)).toBeUndefined();
  });

  it.each([
    [403, '{"message":"no"}', undefined, 'POST /apis/coordination.k8s.io/v1/namespaces/n%20s/leases: 403 no'],
    [404, '{"message":"no namespace"}', undefined, '404 no namespace'],
    [502, '<html>', '7', '502 <html>'],
  ])('throws on %d with what the server says', async (status, body, version, text) => {
    await expect(writeLease(answering(status, body).transport, lease, version, signal)).rejects.toThrow(
      expect.objectContaining({ code: 'API_REFUSED', message: expect.stringContaining(text) }),
    );
  });
});

it('writes times with microseconds', () => expect(microTime(0)).toBe('1970-01-01T00:00:00.000000Z'));

describe('readLease', () => {
  const text = (metadata: object, spec?: object): string =>
    JSON.stringify({ kind: 'Lease', metadata: { resourceVersion: '8', ...metadata }, spec });

  it('gives what the Lease says', async () => {
    const labels = { a: 'b' };
    const { transport, asked } = answering(200, text({ labels }, { holderIdentity: 'x', leaseDurationSeconds: 5 }));
    expect(await readLease(transport, 'n s', 'l', signal)).toEqual({
      name: 'l',
      resourceVersion: '8',
      labels: new Map([['a', 'b']]),
      annotations: new Map(),
      holder: 'x',
      durationSeconds: 5,
      transitions: undefined,
    });
    expect(asked[0]!.path).toBe('/apis/coordination.k8s.io/v1/namespaces/n%20s/leases/l');
  });

  it('takes nothing for what it is not', async () => {
    const odd = { holderIdentity: 7, leaseDurationSeconds: '5', leaseTransitions: null };
    const { transport } = answering(200, text({ labels: { a: 1, b: 'c' }, annotations: 'none' }, odd));
    const found = await readLease(transport, 'n', 'l', signal);
    expect(found).toMatchObject({ holder: undefined, durationSeconds: undefined, transitions: undefined });
    expect([found!.labels, found!.annotations]).toEqual([new Map([['b', 'c']]), new Map()]);
    expect(await readLease(answering(404, '{}').transport, 'n', 'l', signal)).toBeUndefined();
  });

  it.each(['<html>', 'null', '[]', '{"metadata":null}', '{"metadata":{"resourceVersion":7}}'])(
    'throws on an answer that is no Lease: %s',
    async (body) => {
      const ask = readLease(answering(200, body).transport, 'n', 'l', signal);
      await expect(ask).rejects.toThrow(expect.objectContaining({ code: 'API_REFUSED' }));
      const write = writeLease(answering(200, body).transport, lease, undefined, signal);
      await expect(write).rejects.toThrow(expect.objectContaining({ code: 'API_REFUSED' }));
    },
  );

  it('throws with the status where it may not', async () => {
    const ask = readLease(answering(403, '{"message":"no"}').transport, 'n', 'l', signal);
    await expect(ask).rejects.toThrow(expect.objectContaining({ code: 'API_REFUSED', status: 403 }));
  });
});
