import { DecodeError } from '../base/errors.ts';
import type { Identified } from '../model/meta.ts';
import type { Resource } from '../model/resource.ts';
import { int, msg, type Shape, str, strMap } from '../model/schema.ts';
import type { ApiStatus, Decoder, ListStream, Receiver } from '../model/stream.ts';
import type { OnEvent } from './framing.ts';
import { compileJsonReader } from './json.ts';
import { openJsonList, openJsonWatch } from './jsonstream.ts';
import { compileProtobufReader, type ReadMessage } from './protobuf.ts';
import { openEnvelope, openProtobufList, openProtobufWatch } from './protobufstream.ts';
import { TableReader } from './tables.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';

/** Compiles the decoder of a resource, of which it reads the fields of `shape`. */
export function compileDecoder(form: Resource['form'], shape: Shape, protobuf = true): Decoder {
  const readers = {
    json: compileJsonReader(shape) as ReadMessage<Identified>,
    protobuf: compileProtobufReader(shape) as ReadMessage<Identified>,
  };
  return {
    ...acceptOf(form, protobuf),
    openList: (contentType, receiver) =>
      isProtobuf(contentType) ? protobufList(readers.protobuf, receiver) : jsonList(form, readers.json, receiver),
    openWatch: (contentType, receiver) =>
      isProtobuf(contentType)
        ? openProtobufWatch(receiveEvents(readers.protobuf, PROTOBUF_READERS, receiver))
        : openJsonWatch(receiveJsonEvents(form, readers.json, receiver)),
    readStatus,
  };
}

function acceptOf(form: Resource['form'], protobuf: boolean): Pick<Decoder, 'listAccept' | 'watchAccept' | 'query'> {
  const as = (types: readonly string[], kind: string): string[] =>
    types.map((t) => `${t};as=${kind};g=meta.k8s.io;v=v1`);
  const types = protobuf ? [PROTOBUF, JSON_TYPE] : [JSON_TYPE];
  if (form === 'full') return { listAccept: types.join(','), watchAccept: types.join(','), query: {} };
  if (form === 'metadata') {
    return {
      listAccept: [...as(types, 'PartialObjectMetadataList'), ...types].join(','),
      watchAccept: [...as(types, 'PartialObjectMetadata'), ...types].join(','),
      query: {},
    };
  }
  const accept = [...as([JSON_TYPE], 'Table'), ...types].join(',');
  return { listAccept: accept, watchAccept: accept, query: { includeObject: 'Metadata' } };
}

function isProtobuf(contentType: string): boolean {
  return contentType.startsWith(PROTOBUF);
}

function protobufList(read: ReadMessage<Identified>, receiver: Receiver): ListStream {
  return openProtobufList((bytes, start, end) => attempt(receiver, () => receiver.upsert(read(bytes, start, end))));
}

function jsonList(form: Resource['form'], read: ReadMessage<Identified>, receiver: Receiver): ListStream {
  const items = (bytes: Buffer, start: number, end: number): void =>
    attempt(receiver, () => receiver.upsert(read(bytes, start, end)));
  if (typeof form === 'string') return openJsonList({ items });
  // A server that has no Table for the resource answers with the full list instead.
  const table = new TableReader(form, read);
  return openJsonList(
    { items, rows: (bytes, start, end) => attempt(receiver, () => receiver.upsert(table.row(bytes, start, end))) },
    { columnDefinitions: (bytes, start, end) => table.columns(bytes, start, end) },
  );
}

/** Runs `read`; an object that cannot be read goes to the receiver as bad and takes nothing else down. */
function attempt(receiver: Receiver, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    receiver.bad(error);
  }
}

const bookmarkShape = { metadata: msg(1, { resourceVersion: str(6), annotations: strMap(12) }) };
const statusShape = { message: str(3), reason: str(4), code: int(6), details: msg(5, { retryAfterSeconds: int(5) }) };

const PROTOBUF_READERS = {
  bookmark: compileProtobufReader(bookmarkShape),
  status: compileProtobufReader(statusShape),
};
const JSON_READERS = { bookmark: compileJsonReader(bookmarkShape), status: compileJsonReader(statusShape) };

/** In a Table, what a bookmark says is in the metadata of its only row's object. */
const readBookmarkRow = compileJsonReader({ object: msg(1, bookmarkShape) });
const ROW_READERS: typeof JSON_READERS = {
  bookmark: (bytes, start, end) => readBookmarkRow(bytes, start, end).object,
  status: JSON_READERS.status,
};

function receiveEvents(read: ReadMessage<Identified>, readers: typeof PROTOBUF_READERS, receiver: Receiver): OnEvent {
  return (type, _, bytes, start, end) =>
    attempt(receiver, () => {
      switch (type) {
        case 'ADDED':
        case 'MODIFIED':
          receiver.upsert(read(bytes, start, end));
          return;
        case 'DELETED':
          receiver.delete(read(bytes, start, end));
          return;
        case 'BOOKMARK': {
          const { metadata } = readers.bookmark(bytes, start, end);
          receiver.bookmark(metadata.resourceVersion, metadata.annotations.get('k8s.io/initial-events-end') === 'true');
          return;
        }
        case 'ERROR':
          receiver.error(statusOf(readers.status(bytes, start, end)));
          return;
        default:
          throw new DecodeError(
            'DECODE_MALFORMED',
            `event of unknown type ${JSON.stringify(type.slice(0, 40))}`,
            start,
          );
      }
    });
}

function receiveJsonEvents(form: Resource['form'], read: ReadMessage<Identified>, receiver: Receiver): OnEvent {
  const plain = receiveEvents(read, JSON_READERS, receiver);
  if (typeof form === 'string') return plain;
  const table = new TableReader(form, read);
  const rows = receiveEvents((bytes, start, end) => table.row(bytes, start, end), ROW_READERS, receiver);
  const isTable = compileJsonReader({ kind: str(1) });
  return (type, kind, bytes, start, end) =>
    attempt(receiver, () => {
      if (isTable(bytes, start, end).kind !== 'Table') {
        plain(type, kind, bytes, start, end);
        return;
      }
      table.table(bytes, start, end, (from, to) => rows(type, kind, bytes, from, to));
    });
}

function statusOf(read: ReturnType<typeof JSON_READERS.status>): ApiStatus {
  return {
    code: read.code,
    reason: read.reason,
    message: read.message,
    retryAfterSeconds: read.details.retryAfterSeconds,
  };
}

function readStatus(contentType: string, body: Buffer): ApiStatus | undefined {
  try {
    if (!isProtobuf(contentType)) return statusOf(JSON_READERS.status(body, 0, body.length));
    const { start, end } = openEnvelope(body, 0, body.length);
    return statusOf(PROTOBUF_READERS.status(body, start, end));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
