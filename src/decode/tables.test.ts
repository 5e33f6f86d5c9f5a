import { describe, expect, it } from 'vitest';
import { openRecorder } from '../../test/support/decoding.ts';
import { identity } from '../model/meta.ts';
import { mergeShapes, str } from '../model/schema.ts';
import { compileDecoder } from './decoder.ts';

const decoder = compileDecoder(
  { column: 'Type', field: 'type' },
  mergeShapes([identity, { type: str(3) }]),
  'generated',
);
const columns = '"columnDefinitions":[{"name":"Name"},{"name":"Type"},{"name":"Data"}]';
const row = (name: string, type: string): string =>
  `{"cells":["${name}","${type}",3],"object":{"kind":"PartialObjectMetadata","metadata":{"name":"${name}","namespace":"n","uid":"u","resourceVersion":"7"}}}`;
const object = (name: string, type: string): unknown => ({
  metadata: { name, namespace: 'n', uid: 'u', resourceVersion: '7' },
  type,
});

describe('the Table form', () => {
  it('is asked for first, with metadata only', () => {
    expect(decoder.listAccept.split(',')[0]).toBe('application/json;as=Table;g=meta.k8s.io;v=v1');
    expect(decoder.query).toEqual({ includeObject: 'Metadata' });
  });

  it('gives the field from the cell in a list', () => {
    const { receiver, events } = openRecorder();
    const list = decoder.openList('application/json', receiver);
    list.push(
      Buffer.from(
        `{"kind":"Table","metadata":{"resourceVersion":"9"},${columns},"rows":[${row('a', 'Opaque')},${row('b', 'x/y')}]}`,
      ),
    );
    expect(list.finish().resourceVersion).toBe('9');
    expect(events).toEqual([
      ['upsert', object('a', 'Opaque')],
      ['upsert', object('b', 'x/y')],
    ]);
  });

  it('knows the columns of a watch from its first event', () => {
    const { receiver, events } = openRecorder();
    const watch = decoder.openWatch('application/json', receiver);
    const event = (type: string, head: string, rows: string): string =>
      `{"type":"${type}","object":{"kind":"Table",${head},"rows":[${rows}]}}\n`;
    const bookmark =
      '{"cells":[],"object":{"metadata":{"resourceVersion":"12","annotations":{"k8s.io/initial-events-end":"true"}}}}';
    watch.push(
      Buffer.from(
        event('ADDED', columns, row('a', 'Opaque')) +
          event('BOOKMARK', '"columnDefinitions":null', bookmark) +
          event('DELETED', '"columnDefinitions":null', row('a', 'Opaque')) +
          '{"type":"ERROR","object":{"kind":"Status","code":410,"message":"gone"}}\n',
      ),
    );
    expect(events).toEqual([
      ['upsert', object('a', 'Opaque')],
      ['bookmark', '12', true],
      ['delete', object('a', 'Opaque')],
      ['error', { code: 410, message: 'gone', reason: '', retryAfterSeconds: 0 }],
    ]);
  });

  it('asks for whole objects from a server whose Table has no such column', () => {
    const falling = compileDecoder(
      { column: 'Type', field: 'type' },
      mergeShapes([identity, { type: str(3) }]),
      'generated',
    );
    const list = falling.openList('application/json', openRecorder().receiver);
    const body = '{"kind":"Table","metadata":{},"columnDefinitions":[{"name":"Name"}],"rows":[]}';
    expect(() => list.push(Buffer.from(body))).toThrow(expect.objectContaining({ code: 'FORM_UNSUPPORTED' }));
    expect(falling.listAccept).toBe('application/vnd.kubernetes.protobuf,application/json');
    expect(falling.query).toEqual({});
  });

  it('takes the full list of a server that has no Table for the resource', () => {
    const { receiver, events } = openRecorder();
    const list = decoder.openList('application/json', receiver);
    list.push(
      Buffer.from(
        '{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7"},"type":"Opaque","data":{"k":"c2VjcmV0"}}]}',
      ),
    );
    list.finish();
    expect(events).toEqual([['upsert', object('a', 'Opaque')]]);
  });
});
