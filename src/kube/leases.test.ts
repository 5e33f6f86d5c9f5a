import { describe, expect, it } from 'vitest';
import type { ApiWrite, Transport } from '../model/transport.ts';
import { type LeaseBody, microTime, writeLease } from './leases.ts';

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
  const transport = {
    get: () => Promise.reject(new Error('BUG: no read')),
    send: async (request: ApiWrite) => {
      sent.push(request);
      const pieces = async function* () {
        yield [Buffer.from(body)];
      };
      const whole = Object.assign(pieces(), { more: async () => true });
      return { status, contentType: 'application/json', retryAfterMs: undefined, body: whole };
    },
  } satisfies Transport;
  return { transport, sent };
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
