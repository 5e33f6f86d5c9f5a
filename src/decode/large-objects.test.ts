import { describe, expect, it } from 'vitest';
import { openRecorder } from '../../test/support/decoding.ts';
import { identity } from '../model/meta.ts';
import { compileDecoder } from './decoder.ts';
import { MAX_OBJECT_BYTES } from './framing.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';
const decoder = compileDecoder('full', identity, 'generated');
const CHUNK = 64 * 1024;

const varint = (n: number): Buffer => {
  const bytes: number[] = [];
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
  return Buffer.from([...bytes, n]);
};
const field = (no: number, value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(no * 8 + 2), varint(bytes.length), bytes]);
};
const frame = (body: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, body]);
};
const magic = Buffer.from('6b387300', 'hex');

/** Writers of objects by name; one object gets a further field of the given size in bytes. */
type Write = (objects: readonly { name: string; extra: number }[]) => Buffer;
const protobufObject = ({ name, extra }: { name: string; extra: number }): Buffer =>
  Buffer.concat([
    field(1, Buffer.concat([field(1, name), field(3, 'ns'), field(5, `u-${name}`)])),
    field(2, Buffer.alloc(extra, 97)),
  ]);
const jsonObject = ({ name, extra }: { name: string; extra: number }): string =>
  `{"metadata":{"name":"${name}","namespace":"ns","uid":"u-${name}"},"data":"${'a'.repeat(extra)}"}`;

const forms: readonly (readonly [string, string, 'list' | 'watch', Write])[] = [
  [
    'a protobuf list',
    PROTOBUF,
    'list',
    (objects) =>
      Buffer.concat([
        magic,
        field(2, Buffer.concat([field(1, field(2, '5')), ...objects.map((o) => field(2, protobufObject(o)))])),
      ]),
  ],
  [
    'a protobuf watch',
    PROTOBUF,
    'watch',
    (objects) =>
      Buffer.concat(
        objects.map((o) => {
          const unknown = Buffer.concat([magic, field(1, field(2, 'ConfigMap')), field(2, protobufObject(o))]);
          return frame(Buffer.concat([field(1, 'ADDED'), field(2, field(1, unknown))]));
        }),
      ),
  ],
  [
    'a JSON list',
    JSON_TYPE,
    'list',
    (objects) => Buffer.from(`{"metadata":{"resourceVersion":"5"},"items":[${objects.map(jsonObject).join(',')}]}`),
  ],
  [
    'a JSON watch',
    JSON_TYPE,
    'watch',
    (objects) => Buffer.from(objects.map((o) => `{"type":"ADDED","object":${jsonObject(o)}}\n`).join('')),
  ],
];

describe.each(forms)('%s', (_, type, verb, write) => {
  function read(body: Buffer, chunk: number) {
    const recorder = openRecorder();
    const stream =
      verb === 'list' ? decoder.openList(type, recorder.receiver) : decoder.openWatch(type, recorder.receiver);
    for (let at = 0; at < body.length; at += chunk) stream.push(body.subarray(at, at + chunk));
    if ('finish' in stream) expect(stream.finish().resourceVersion).toBe('5');
    else expect(stream.whole()).toBe(true);
    const names = recorder.events.map((event) => (event as [string, { metadata: { name: string } }])[1].metadata.name);
    return { names, errors: recorder.errors };
  }

  it.each([CHUNK, 7 * 1024 * 1024, 1 << 30])('passes over an object over the limit, in chunks of %d bytes', (chunk) => {
    const body = write([
      { name: 'first', extra: 0 },
      { name: 'big', extra: MAX_OBJECT_BYTES },
      { name: 'second', extra: 10 },
      { name: 'huge', extra: 2 * MAX_OBJECT_BYTES + 12_345 },
      { name: 'last', extra: 1 },
    ]);
    const { names, errors } = read(body, chunk);
    expect(names).toEqual(['first', 'second', 'last']);
    expect(errors.map((e) => e.code)).toEqual(['DECODE_TOO_LARGE', 'DECODE_TOO_LARGE']);
    expect(errors.map((e) => e.message)).toEqual([
      expect.stringContaining('object ns/big larger than 16 MiB'),
      expect.stringContaining('object ns/huge larger than 16 MiB'),
    ]);
  });

  it('takes one that is just below it', () => {
    const body = write([{ name: 'big', extra: MAX_OBJECT_BYTES - 1024 }]);
    expect(read(body, CHUNK)).toEqual({ names: ['big'], errors: [] });
  });

  it('reports a body that ends within a skipped object', () => {
    const body = write([{ name: 'big', extra: 2 * MAX_OBJECT_BYTES }]).subarray(0, MAX_OBJECT_BYTES + 500_000);
    const { receiver } = openRecorder();
    const stream = verb === 'list' ? decoder.openList(type, receiver) : decoder.openWatch(type, receiver);
    for (let at = 0; at < body.length; at += CHUNK) stream.push(body.subarray(at, at + CHUNK));
    if ('finish' in stream) expect(() => stream.finish()).toThrow('truncated list');
    else expect(stream.whole()).toBe(false);
  });
});

it('bounds what it holds of anything else', () => {
  const openings = ['{"', '{"metadata":{"a":"'];
  for (const opening of openings) {
    const list = decoder.openList(JSON_TYPE, openRecorder().receiver);
    list.push(Buffer.from(opening));
    const piece = Buffer.alloc(1024 * 1024, 97);
    expect(() => {
      for (let i = 0; i < 20; i++) list.push(piece);
    }).toThrow('larger than 16 MiB');
  }
});

it('refuses an envelope without an end', () => {
  const list = decoder.openList(PROTOBUF, openRecorder().receiver);
  list.push(magic);
  expect(() => list.push(Buffer.alloc(1000, Buffer.from([0x1a, 0])))).toThrow('envelope with too many fields');
});
