import type { Clock } from '../base/clock.ts';
import type { ChangeType } from './cluster.ts';
import { encodeMessage, envelope, message } from './encode.ts';
import { apiVersionOf } from './kinds.ts';
import type { JsonObject } from './objects.ts';
import type { Reply } from './reply.ts';
import type { CollectionRequest } from './requests.ts';
import type { StatusError } from './status.ts';
import type { StoredObject } from './stored.ts';
import { tableOf } from './tables.ts';

const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/** Writes the events of a watch in the form that was asked for. Each method resolves when more can be written. */
export class WatchEvents {
  private readonly request: CollectionRequest;
  private readonly reply: Reply;
  private readonly clock: Clock;
  private columnsSent = false;

  constructor(request: CollectionRequest, reply: Reply, clock: Clock) {
    this.request = request;
    this.reply = reply;
    this.clock = clock;
  }

  async change(type: ChangeType, object: StoredObject): Promise<void> {
    const { form, collection, query } = this.request;
    if (form.protobuf) {
      const partial = form.as === 'PartialObjectMetadata';
      const raw = partial ? object.toPartialProtobuf() : object.toProtobuf();
      const [version, kind] = partial
        ? ['meta.k8s.io/v1', form.as]
        : [apiVersionOf(collection.kind), collection.kind.kind];
      await this.frame(type, version!, kind!, raw);
    } else if (form.as === 'Table') {
      const include = query.get('includeObject') ?? 'Metadata';
      const metadata = { resourceVersion: object.value.metadata.resourceVersion };
      const columns = !this.columnsSent;
      this.columnsSent = true;
      await this.json(type, tableOf(collection.kind, [object], include, metadata, columns, this.clock.unixMs()));
    } else if (form.as === 'PartialObjectMetadata') await this.json(type, object.toPartial());
    else
      await this.raw(Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object.toJson(), Buffer.from('}\n')]));
  }

  async bookmark(revision: number, initialEventsEnd: boolean): Promise<void> {
    const { kind } = this.request.collection;
    const annotations = initialEventsEnd ? { annotations: INITIAL_EVENTS_END } : {};
    const metadata = { resourceVersion: String(revision), ...annotations };
    if (this.request.form.protobuf) {
      const raw = message([1, encodeMessage('apis.meta.v1.ObjectMeta', metadata)]);
      await this.frame('BOOKMARK', apiVersionOf(kind), kind.kind, raw);
    } else if (this.request.form.as === 'Table') {
      const rows = [{ cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } }];
      const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {}, columnDefinitions: null, rows };
      await this.json('BOOKMARK', table);
    } else await this.json('BOOKMARK', { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata });
  }

  async error(error: StatusError): Promise<void> {
    if (this.request.form.protobuf) {
      const raw = message([2, 'Failure'], [3, error.message], [4, error.reason], [6, error.code]);
      await this.frame('ERROR', 'v1', 'Status', raw);
    } else await this.json('ERROR', error.toStatus());
  }

  /** The object in an event of a type that does not exist. */
  unknownType(object: StoredObject): Promise<void> {
    return this.request.form.protobuf
      ? this.frame('EXPLODED', 'v1', 'Odd', object.toProtobuf())
      : this.json('EXPLODED', object.value);
  }

  /** An event whose object is malformed: a field whose length is beyond its message, or that is a number. */
  brokenObject(): Promise<void> {
    return this.request.form.protobuf
      ? this.frame('MODIFIED', 'v1', 'Odd', Buffer.from([10, 127, 1]))
      : this.json('MODIFIED', { metadata: 5 });
  }

  /** The beginning of an event. */
  half(): Promise<void> {
    return this.raw(this.request.form.protobuf ? Buffer.from([0, 0, 9, 9, 1]) : Buffer.from('{"type":"MODI'));
  }

  raw(bytes: Buffer): Promise<void> {
    return this.reply.write(bytes);
  }

  private json(type: string, object: JsonObject): Promise<void> {
    return this.raw(Buffer.from(`${JSON.stringify({ type, object })}\n`));
  }

  private frame(type: string, apiVersion: string, kind: string, raw: Uint8Array): Promise<void> {
    const event = message([1, type], [2, message([1, envelope(apiVersion, kind, raw)])]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(event.length);
    return this.raw(Buffer.concat([size, event]));
  }
}
