import { DecodeError } from '../base/errors.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import type { Identified } from '../model/meta.ts';
import type { Resource, TableForm } from '../model/resource.ts';
import { int, msg, type Shape, str, strMap } from '../model/schema.ts';
import type { ApiStatus, Decoder, ListStream, Receiver, WatchStream } from '../model/stream.ts';
import type { OnBytes, OnEvent, OnTooLarge } from './framing.ts';
import { compileJsonReader } from './json.ts';
import { openJsonList, openJsonWatch } from './json-stream.ts';
import { type Peek, peekJson, peekProtobuf, peekRow } from './peek.ts';
import { compileProtobufReader, type ReadMessage } from './protobuf.ts';
import { openEnvelope, openProtobufList, openProtobufWatch } from './protobuf-stream.ts';
import { TableReader } from './tables.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';

/** Compiles the decoder of a resource, of which it reads the fields of `shape`. */
export function compileDecoder(form: Resource['form'], shape: Shape, reader: FastPaths['reader']): Decoder {
  return new FormDecoder(form, {
    json: compileJsonReader(shape) as ReadMessage<Identified>,
    protobuf: form === 'json' ? refuseProtobuf : (compileProtobufReader(shape, reader) as ReadMessage<Identified>),
  });
}

/** A server that answers in an encoding that was not asked for. */
function refuseProtobuf(_: Uint8Array, start: number): never {
  throw new DecodeError('DECODE_MALFORMED', 'expected JSON, got protobuf', start);
}

interface Readers {
  readonly json: ReadMessage<Identified>;
  readonly protobuf: ReadMessage<Identified>;
}

/** Asks for the resource's form; for whole objects from when the server turns out not to have the form. */
class FormDecoder implements Decoder {
  readonly plainAccept: string;
  private form: Resource['form'];
  private readonly readers: Readers;

  constructor(form: Resource['form'], readers: Readers) {
    this.form = form;
    this.readers = readers;
    this.plainAccept = acceptOf(form === 'json' ? 'json' : 'full').list;
  }

  get formName(): 'full' | 'metadata' | 'table' {
    if (typeof this.form !== 'string') return 'table';
    return this.form === 'json' ? 'full' : this.form;
  }

  encodingOf(contentType: string): 'protobuf' | 'json' {
    return isProtobuf(contentType) ? 'protobuf' : 'json';
  }

  get listAccept(): string {
    return acceptOf(this.form).list;
  }

  get watchAccept(): string {
    return acceptOf(this.form).watch;
  }

  get query(): Readonly<Record<string, string>> {
    return typeof this.form === 'string' ? {} : { includeObject: 'Metadata' };
  }

  openList(contentType: string, receiver: Receiver): ListStream {
    const { form, readers } = this;
    if (isProtobuf(contentType)) return protobufList(readers.protobuf, receiver);
    return jsonList(readers.json, receiver, typeof form === 'string' ? undefined : this.tableReader(form));
  }

  openWatch(contentType: string, receiver: Receiver): WatchStream {
    const { form, readers } = this;
    const onTooLarge = badInto(receiver);
    if (isProtobuf(contentType)) {
      return openProtobufWatch(receiveEvents(readers.protobuf, PROTOBUF_READERS, receiver), onTooLarge);
    }
    const plain = receiveEvents(readers.json, JSON_READERS, receiver);
    return openJsonWatch(
      typeof form === 'string' ? plain : receiveTableEvents(this.tableReader(form), plain, receiver),
      onTooLarge,
    );
  }

  readStatus(contentType: string, body: Buffer): ApiStatus | undefined {
    return readStatus(contentType, body);
  }

  private tableReader(form: TableForm): TableReader {
    return new TableReader(form, this.readers.json, () => {
      this.form = 'full';
    });
  }
}

function acceptOf(form: Resource['form']): { readonly list: string; readonly watch: string } {
  if (form === 'json') return { list: JSON_TYPE, watch: JSON_TYPE };
  const types = [PROTOBUF, JSON_TYPE];
  const as = (of: readonly string[], kind: string): string =>
    [...of.map((t) => `${t};as=${kind};g=meta.k8s.io;v=v1`), ...types].join(',');
  if (form === 'full') return { list: types.join(','), watch: types.join(',') };
  if (form === 'metadata')
    return { list: as(types, 'PartialObjectMetadataList'), watch: as(types, 'PartialObjectMetadata') };
  // A Table has no protobuf form.
  return { list: as([JSON_TYPE], 'Table'), watch: as([JSON_TYPE], 'Table') };
}

function isProtobuf(contentType: string): boolean {
  return contentType.startsWith(PROTOBUF);
}

function badInto(receiver: Receiver): OnTooLarge {
  return (error) => receiver.bad(error);
}

function protobufList(read: ReadMessage<Identified>, receiver: Receiver): ListStream {
  return openProtobufList(itemsInto(receiver, read, peekProtobuf), badInto(receiver));
}

/** Hands the items of a list on: of those that are not owned nothing but the UID is read. */
function itemsInto(receiver: Receiver, read: ReadMessage<Identified>, peek: Peek): OnBytes {
  return (bytes, start, end) =>
    attempt(receiver, () => {
      if (isForeign(receiver, peek, bytes, start, end)) receiver.foreign();
      else receiver.upsert(read(bytes, start, end));
    });
}

function isForeign(receiver: Receiver, peek: Peek, bytes: Buffer, start: number, end: number): boolean {
  const { ownership } = receiver;
  return ownership !== undefined && !peek(ownership, bytes, start, end);
}

/** A server that has no Table for the resource answers with the plain list instead. */
function jsonList(read: ReadMessage<Identified>, receiver: Receiver, table: TableReader | undefined): ListStream {
  const items = itemsInto(receiver, read, peekJson);
  if (!table) return openJsonList({ items }, {}, badInto(receiver));
  return openJsonList(
    { items, rows: itemsInto(receiver, (bytes, start, end) => table.row(bytes, start, end), peekRow) },
    { columnDefinitions: (bytes, start, end) => table.columns(bytes, start, end) },
    badInto(receiver),
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

// Bookmarks and statuses are rare.
const PROTOBUF_READERS = {
  peek: peekProtobuf,
  bookmark: compileProtobufReader(bookmarkShape, 'interpreted'),
  status: compileProtobufReader(statusShape, 'interpreted'),
};
const JSON_READERS = {
  peek: peekJson,
  bookmark: compileJsonReader(bookmarkShape),
  status: compileJsonReader(statusShape),
};

const readKind = compileJsonReader({ kind: str(1) });
/** In a Table, what a bookmark says is in the metadata of its only row's object. */
const readBookmarkRow = compileJsonReader({ object: msg(1, bookmarkShape) });
const ROW_READERS: typeof JSON_READERS = {
  peek: peekRow,
  bookmark: (bytes, start, end) => readBookmarkRow(bytes, start, end).object,
  status: JSON_READERS.status,
};

function receiveEvents(read: ReadMessage<Identified>, readers: typeof PROTOBUF_READERS, receiver: Receiver): OnEvent {
  return (type, _, bytes, start, end) =>
    attempt(receiver, () => {
      switch (type) {
        case 'ADDED':
        case 'MODIFIED':
          if (type === 'MODIFIED') receiver.changed?.();
          if (isForeign(receiver, readers.peek, bytes, start, end)) receiver.foreign();
          else receiver.upsert(read(bytes, start, end));
          return;
        case 'DELETED':
          receiver.changed?.();
          if (isForeign(receiver, readers.peek, bytes, start, end)) receiver.foreign();
          else receiver.delete(read(bytes, start, end));
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

function receiveTableEvents(table: TableReader, plain: OnEvent, receiver: Receiver): OnEvent {
  const rows = receiveEvents((bytes, start, end) => table.row(bytes, start, end), ROW_READERS, receiver);
  return (type, kind, bytes, start, end) =>
    attempt(receiver, () => {
      if (readKind(bytes, start, end).kind !== 'Table') plain(type, kind, bytes, start, end);
      else table.table(bytes, start, end, (from, to) => rows(type, kind, bytes, from, to));
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
