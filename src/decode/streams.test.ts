import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonObjects, readProtobufList, readWatchFrames } from '../../test/support/corpus.ts';
import { cutAt, openRecorder } from '../../test/support/decoding.ts';
import { DecodeError } from '../base/errors.ts';
import { identity, labels } from '../model/meta.ts';
import { mergeShapes } from '../model/schema.ts';
import { compileDecoder } from './decoder.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';
const decoder = compileDecoder('full', mergeShapes([identity, labels]), 'generated');

const jsonItems = readJsonObjects('configmaps').map((b) => b.toString());
const jsonList = (items: readonly string[]): Buffer =>
  Buffer.from(
    `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"100000","continue":"next","remainingItemCount":3},"items":[${items.join(',')}]}\n`,
  );
const jsonWatch = (items: readonly string[]): Buffer =>
  Buffer.from(items.map((object) => `{"type":"ADDED","object":${object}}\n`).join(''));

const bodies = [
  ['a protobuf list', PROTOBUF, readProtobufList('configmaps'), 'list'],
  ['a JSON list', JSON_TYPE, jsonList(jsonItems), 'list'],
  ['a protobuf watch', PROTOBUF, readWatchFrames('configmaps'), 'watch'],
  ['a JSON watch', JSON_TYPE, jsonWatch(jsonItems), 'watch'],
] as const;

function read(type: string, pieces: readonly Buffer[], verb: 'list' | 'watch') {
  const recorder = openRecorder();
  if (verb === 'list') {
    const list = decoder.openList(type, recorder.receiver);
    for (const piece of pieces) list.push(piece);
    return { ...recorder, meta: list.finish() };
  }
  const watch = decoder.openWatch(type, recorder.receiver);
  for (const piece of pieces) watch.push(piece);
  return { ...recorder, meta: watch.whole() };
}

describe.each(bodies)('%s', (_, type, body, verb) => {
  const whole = read(type, [body], verb);

  it('gives all objects', () => {
    expect(whole.errors).toEqual([]);
    expect(whole.events).toHaveLength(jsonItems.length);
    expect(whole.events).toEqual(read(JSON_TYPE, [jsonList(jsonItems)], 'list').events);
  });

  it('gives the same however it is cut into chunks, and keeps nothing of a chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
        const recorder = openRecorder();
        const stream =
          verb === 'list' ? decoder.openList(type, recorder.receiver) : decoder.openWatch(type, recorder.receiver);
        for (const piece of cutAt(body, places)) {
          const chunk = Buffer.from(piece);
          stream.push(chunk);
          chunk.fill(0xff);
        }
        expect(recorder.events).toEqual(whole.events);
        expect('finish' in stream ? stream.finish() : stream.whole()).toEqual(whole.meta);
      }),
    );
  });

  it('says that it was cut, wherever it is', () => {
    fc.assert(
      // The last four bytes of a protobuf list are empty optional fields: without them it is whole as well.
      fc.property(fc.nat(body.length - 5), (length) => {
        let ended: unknown = false;
        try {
          ended = read(type, [body.subarray(0, length)], verb).meta;
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          expect((error as DecodeError).code).toBe('DECODE_TRUNCATED');
        }
        // A watch may end between events.
        if (verb === 'list') expect(ended).toBe(false);
      }),
    );
  });

  it('neither crashes nor hangs on damaged bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, (changes) => {
        const copy = Buffer.from(body);
        for (const [at, byte] of changes) copy[at] = byte;
        try {
          for (const error of read(type, [copy], verb).errors) expect(error.offset).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it.each([PROTOBUF, JSON_TYPE])('random bytes as %s raise a coded error with an offset', (type) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom('list', 'watch'), (bytes, verb) => {
      try {
        read(type, [Buffer.from(bytes)], verb as 'list');
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        expect((error as DecodeError).offset).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('one bad object', () => {
  it('is skipped in a list, and the others are read', () => {
    const bad = '{"metadata":{"name":5}}';
    const { events, errors } = read(JSON_TYPE, [jsonList([jsonItems[0]!, bad, jsonItems[1]!])], 'list');
    expect(events).toHaveLength(2);
    expect(errors.map((e) => e.code)).toEqual(['DECODE_MALFORMED']);
  });

  it('is skipped in a watch, as is an event of an unknown type', () => {
    const body = `{"type":"ADDED","object":{"metadata":7}}\n{"type":"EXPLODED","object":{}}\n${jsonWatch([jsonItems[0]!])}`;
    const { events, errors } = read(JSON_TYPE, [Buffer.from(body)], 'watch');
    expect(events).toHaveLength(1);
    expect(errors.map((e) => e.message)).toEqual([
      expect.stringContaining('expected {'),
      expect.stringContaining('unknown type "EXPLODED"'),
    ]);
  });

  it('ends a watch where what arrives is no JSON', () => {
    expect(() => read(JSON_TYPE, [Buffer.from('<html>')], 'watch')).toThrow('expected an event at byte 0');
  });
});

describe('bookmarks and errors', () => {
  it('are read in JSON', () => {
    const body =
      '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5","annotations":{"k8s.io/initial-events-end":"true"}}}}' +
      '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"6"}}}' +
      '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}';
    expect(read(JSON_TYPE, [Buffer.from(body)], 'watch').events).toEqual([
      ['bookmark', '5', true],
      ['bookmark', '6', false],
      ['error', { code: 410, reason: 'Expired', message: 'too old', retryAfterSeconds: 0 }],
    ]);
  });
});
