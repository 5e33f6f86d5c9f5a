import { describe, expect, it } from 'vitest';
import { readJsonObjects, readProtobufList, readWatchFrames } from '../../test/support/corpus.ts';
import { openRecorder } from '../../test/support/decoding.ts';
import { identity } from '../model/meta.ts';
import type { Ownership } from '../model/ownership.ts';
import { mergeShapes, str } from '../model/schema.ts';
import { compileDecoder } from './decoder.ts';
import { peekJson, peekProtobuf, peekRow } from './peek.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';
const decoder = compileDecoder('full', identity, 'generated');

/** Owns the UIDs that it is given. */
const ownerOf = (...uids: readonly string[]): Ownership => ({
  owns: (uid) => uids.includes(uid),
  ownsBytes: (bytes, start, end) => uids.includes(Buffer.from(bytes.subarray(start, end)).toString()),
});

const objects = readJsonObjects('configmaps');
const uids = objects.map((bytes) => (JSON.parse(bytes.toString()) as { metadata: { uid: string } }).metadata.uid);
const mine = uids.filter((_, i) => i % 3 === 0);

describe('objects that are not owned', () => {
  const bodies = [
    ['a protobuf list', PROTOBUF, readProtobufList('configmaps'), 'list'],
    ['a JSON list', JSON_TYPE, Buffer.from(`{"metadata":{},"items":[${objects.join(',')}]}`), 'list'],
    ['a protobuf watch', PROTOBUF, readWatchFrames('configmaps'), 'watch'],
    [
      'a JSON watch',
      JSON_TYPE,
      Buffer.from(objects.map((object) => `{"type":"DELETED","object":${object}}`).join('\n')),
      'watch',
    ],
  ] as const;

  it.each(bodies)('are skipped in %s', (_, type, body, verb) => {
    const { receiver, events } = openRecorder(ownerOf(...mine));
    const stream = verb === 'list' ? decoder.openList(type, receiver) : decoder.openWatch(type, receiver);
    stream.push(body);
    const seen = events as [string, { metadata: { uid: string } }?][];
    expect(seen.filter(([what]) => what !== 'foreign').map(([, object]) => object!.metadata.uid)).toEqual(mine);
    expect(seen.filter(([what]) => what === 'foreign')).toHaveLength(uids.length - mine.length);
  });

  it('are skipped in a Table', () => {
    const { receiver, events } = openRecorder(ownerOf('b'));
    const table = compileDecoder(
      { column: 'Type', field: 'type' },
      mergeShapes([identity, { type: str(3) }]),
      'generated',
    );
    const row = (uid: string): string => `{"cells":["x"],"object":{"metadata":{"uid":"${uid}"}}}`;
    const list = table.openList(JSON_TYPE, receiver);
    list.push(
      Buffer.from(`{"metadata":{},"columnDefinitions":[{"name":"Type"}],"rows":[${['a', 'b', 'c'].map(row)}]}`),
    );
    expect((events as [string][]).map(([what]) => what)).toEqual(['foreign', 'upsert', 'foreign']);
  });

  it('are not read beyond their UID: a fault behind it is nobody’s', () => {
    const { receiver, events, errors } = openRecorder(ownerOf('b'));
    const list = decoder.openList(JSON_TYPE, receiver);
    list.push(Buffer.from('{"items":[{"metadata":{"uid":"a","name":5}},{"metadata":{"uid":"b","name":5}}]}'));
    expect(events).toEqual([['foreign']]);
    expect(errors).toHaveLength(1);
  });
});

it.each([
  ['{"metadata":{"uid":"\\u0061"}}', 'a'],
  ['{"kind":"X","spec":{"metadata":{"uid":"no"}},"metadata":{"name":"n","uid":"a"}}', 'a'],
  ['{"metadata":{"uid":null}}', ''],
  ['{"metadata":null}', ''],
  ['{"metadata":{}}', ''],
  ['{}', ''],
])('finds the UID of %s', (text, uid) => {
  const bytes = Buffer.from(text);
  expect(peekJson(ownerOf(uid), bytes, 0, bytes.length)).toBe(true);
  expect(peekJson(ownerOf('other'), bytes, 0, bytes.length)).toBe(false);
  const row = Buffer.from(`{"cells":[],"object":${text}}`);
  expect(peekRow(ownerOf(uid), row, 0, row.length)).toBe(true);
});

it.each([
  [[0x0a, 3, 0x2a, 1, 0x61], 'a'],
  [[0x12, 1, 0, 0x0a, 6, 0x0a, 1, 0x78, 0x2a, 1, 0x61], 'a'],
  [[0x0a, 3, 0x0a, 1, 0x78], ''],
  [[], ''],
])('finds the UID of the message %j', (message, uid) => {
  const bytes = Buffer.from(message);
  expect(peekProtobuf(ownerOf(uid), bytes, 0, bytes.length)).toBe(true);
  expect(peekProtobuf(ownerOf('other'), bytes, 0, bytes.length)).toBe(false);
});
