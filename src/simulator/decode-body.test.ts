import { describe, expect, it } from 'vitest';
import { decodeBody, isProtobufBody } from './decode-body.ts';
import { encodeMessage, envelope } from './encode.ts';
import { generateCluster } from './generate/cluster.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import type { JsonObject } from './objects.ts';

const cluster = generateCluster({
  pods: 60,
  nodes: 3,
  namespaces: 2,
  seed: 3,
  nowMs: Date.UTC(2026, 0, 1),
  showcase: true,
});

const body = (kind: Pick<Kind, 'group' | 'version' | 'kind' | 'message'>, object: JsonObject): Buffer =>
  envelope(apiVersionOf(kind), kind.kind, encodeMessage(kind.message!, object));

/** Without members that are null or empty, which clients do not tell from absent ones. */
const plain = (object: unknown): unknown =>
  JSON.parse(JSON.stringify(object), (_, value) => {
    const isEmpty = value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    return value === null || isEmpty ? undefined : value;
  });

describe('decodeBody', () => {
  it.each(cluster.kinds.filter((kind) => kind.message && cluster.of(kind.plural).items.size > 0))(
    'reads what clients write of $plural',
    (kind) => {
      for (const { value } of cluster.of(kind.plural).items.values())
        expect(plain(decodeBody(body(kind, value)))).toEqual(plain(value));
    },
  );

  it('keeps empty texts of maps, and zeros', () => {
    const kind = cluster.kinds.find(({ plural }) => plural === 'deployments')!;
    const object = { metadata: { labels: { a: '' } }, spec: { replicas: 0 } };
    expect(decodeBody(body(kind, object))).toMatchObject(object);
  });

  it.each([
    ['cut off', Buffer.from('k8s\0\x0a\x7f')],
    ['with a field that has no end', Buffer.from('k8s\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1')],
    ['of groups', Buffer.from('k8s\0\x0b')],
  ])('refuses a body %s', (_, bytes) => {
    expect(isProtobufBody(bytes)).toBe(true);
    expect(() => decodeBody(bytes)).toThrow('not valid protobuf');
  });

  it('refuses a kind that it has no message of', () => {
    expect(() => decodeBody(envelope('v9', 'Odd', Buffer.alloc(0)))).toThrow('no protobuf message of v9, Kind=Odd');
  });
});
